import { type Candidate, type Outcome, RegistryStore, type SelectOptions, type Selector } from '@micro/core'
import { afterEach, beforeEach, expect } from 'vitest'
import { VirtualClock } from '../clock.ts'
import { record } from '../records.ts'
import { seeded } from '../seeded.ts'
import type { SelectorParts } from '../selector.ts'
import { UnreliableRegistry } from '../unreliable-registry.ts'

export const ok: Outcome = { latency: 10, result: 'ok' }
export const failure: Outcome = { latency: 10, result: 'failure' }
export const neutral: Outcome = { latency: 10, result: 'neutral' }

/** Calls fail at these nodes. */
export const down =
  (...ids: readonly string[]) =>
  (id: string): Outcome =>
    ids.includes(id) ? failure : ok

/** What the suite's tests share: a selector per test, over a registry that the test fills and takes away. */
export class Stage {
  clock!: VirtualClock
  store!: RegistryStore
  registry!: UnreliableRegistry
  selector!: Selector

  constructor(make: (parts: SelectorParts) => Selector) {
    beforeEach(() => {
      this.clock = new VirtualClock()
      this.store = new RegistryStore({ clock: this.clock })
      this.registry = new UnreliableRegistry(this.store)
      this.selector = make({ registry: this.registry, clock: this.clock, random: seeded(7) })
    })
    afterEach(async () => {
      await this.selector.close()
      await this.registry.close()
      this.store.clear()
      expect(this.clock.pending).toBe(0)
    })
  }

  /** Registers a service and has it known. */
  async warm(service: string, ids: readonly string[]): Promise<void> {
    this.store.register(record(service, ids))
    this.selector.mark(await this.selector.select(service), neutral)
    await this.clock.advance(0)
  }

  /** A select that must answer at once. */
  pick(service: string, options?: SelectOptions): Candidate {
    const candidate = this.selector.select(service, options)
    if (candidate instanceof Promise) throw new Error('select of a warm list answered later')
    return candidate
  }

  /** One call after the other, each of 10 ms; what a node answers is up to `outcome`. @returns picks by node */
  async call(
    service: string,
    times: number,
    outcome: (id: string) => Outcome = () => ok,
  ): Promise<Readonly<Record<string, number>>> {
    const picks: Record<string, number> = {}
    for (let i = 0; i < times; i++) {
      const candidate = this.pick(service)
      const { id } = candidate.node
      picks[id] = (picks[id] ?? 0) + 1
      await this.clock.advance(10)
      this.selector.mark(candidate, outcome(id))
    }
    return picks
  }

  /** Has one node fail until it is ejected. */
  async eject(id: string, others: readonly string[]): Promise<void> {
    const exclude = record('a', others).nodes
    for (let i = 0; i < 10; i++) {
      const candidate = this.pick('a', { exclude })
      expect(candidate.node.id).toBe(id)
      await this.clock.advance(1)
      this.selector.mark(candidate, { latency: 1, result: 'failure' })
    }
  }
}

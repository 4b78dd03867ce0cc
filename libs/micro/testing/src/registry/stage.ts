import type { Registry, ServiceRecord } from '@micro/core'
import { afterEach, beforeEach } from 'vitest'
import { Changes } from '../changes.ts'
import type { RegistryHarness } from '../registry.ts'

/** What the suite's tests share: one registry per test, its clients, and those who watch it. */
export class Stage {
  #harness: RegistryHarness | undefined
  readonly #clients: Registry[] = []
  readonly #watchers: Changes[] = []

  constructor(make: () => Promise<RegistryHarness>) {
    beforeEach(async () => {
      this.#harness = await make()
    })
    afterEach(async () => {
      const watchers = this.#watchers.splice(0)
      for (const watcher of watchers) watcher.stop()
      await Promise.allSettled(watchers.map((watcher) => watcher.ended()))
      await Promise.all(this.#clients.splice(0).map((client) => client.close()))
      await this.#harness?.close()
    })
  }

  get harness(): RegistryHarness {
    if (this.#harness === undefined) throw new Error('the harness was not made')
    return this.#harness
  }

  /** A further client; closed after the test. */
  async client(): Promise<Registry> {
    const registry = await this.harness.registry()
    this.#clients.push(registry)
    return registry
  }

  /** Watches one service, or all; stopped after the test. */
  async watch(registry: Registry, service?: string): Promise<Changes> {
    const changes = await Changes.of(registry, service === undefined ? {} : { service })
    this.#watchers.push(changes)
    return changes
  }
}

export function ids(services: readonly ServiceRecord[]): readonly string[] {
  return services.flatMap((each) => each.nodes.map(({ id }) => id)).toSorted()
}

export function names(services: readonly ServiceRecord[]): readonly string[] {
  return [...new Set(services.map((each) => each.name))]
}

export function byVersion(services: readonly ServiceRecord[]): readonly ServiceRecord[] {
  return services.toSorted((a, b) => (a.version < b.version ? -1 : 1))
}

export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1
}

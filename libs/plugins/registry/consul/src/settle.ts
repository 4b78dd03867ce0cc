import { backoff, type Clock, MicroError, registryCanceled, sleep } from '@micro/core'
import type { Agents } from './agents.ts'
import { type Catalog, healthPath } from './catalog.ts'
import type { Registration } from './encode.ts'
import { healthEntries } from './entries.ts'
import { type HealthEntry, isDown } from './instances.ts'

/** Milliseconds between two looks, at first and at most; and for which is looked. */
const look = { min: 2, max: 100, limit: 5000 }

/** Nodes that are looked for by their ids; when there are more, the whole service is read. */
const maxNamed = 16

export interface SettlingOptions {
  readonly agents: Agents
  readonly catalog: Catalog
  readonly clock: Clock
  readonly random: () => number
}

interface Waiter {
  readonly id: string
  /** Undefined for nothing. */
  readonly registration: Registration | undefined
  /** On the clock's scale. */
  readonly until: number
  /** With the error, if there is one. */
  end(error?: unknown): void
}

/**
 * Waits until the catalog shows what an agent was told: an agent answers first and tells the servers then, within a
 * few milliseconds. Where it can't be seen (no leader, a token that may not read) nobody waits: the agent keeps at it.
 * All who wait for one service look together.
 */
export class Settling {
  readonly #options: SettlingOptions
  readonly #waiting = new Map<string, Set<Waiter>>()

  constructor(options: SettlingOptions) {
    this.#options = options
  }

  /**
   * @param registration what is to be seen; undefined for nothing
   * @throws MicroError 499, 503 when this registry is closed
   */
  async settle(
    service: string,
    id: string,
    registration: Registration | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (signal?.aborted) throw registryCanceled(signal)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const abort = () => waiter.end(registryCanceled(signal!))
    const waiter: Waiter = {
      id,
      registration,
      until: this.#options.clock.now() + look.limit,
      end: (error) => {
        this.#waiting.get(service)?.delete(waiter)
        signal?.removeEventListener('abort', abort)
        if (error === undefined) resolve()
        else reject(error)
      },
    }
    signal?.addEventListener('abort', abort, { once: true })
    const waiting = this.#waiting.get(service)
    if (waiting !== undefined) waiting.add(waiter)
    else {
      const first = new Set([waiter])
      this.#waiting.set(service, first)
      void this.#look(service, first)
    }
    await promise
  }

  async #look(service: string, waiting: Set<Waiter>): Promise<void> {
    const { clock, random } = this.#options
    for (let attempt = 0; ; attempt++) {
      const asking = [...waiting]
      try {
        for (const waiter of await this.#settled(service, asking)) {
          waiter.end()
          attempt = 0
        }
      } catch (error) {
        const isClosed = error instanceof MicroError && error.reason === 'CLOSED'
        for (const waiter of asking) waiter.end(isClosed ? error : undefined)
      }
      if (waiting.size === 0) break
      await sleep(clock, backoff(attempt, look.min, look.max, random))
    }
    this.#waiting.delete(service)
  }

  /** Those who have seen what they wait for, or waited long enough. */
  async #settled(service: string, waiters: readonly Waiter[]): Promise<readonly Waiter[]> {
    const { agents, catalog, clock } = this.#options
    const named = waiters.map(({ id }) => `Service.ID == ${literal(id)}`).join(' or ')
    const narrow = waiters.length <= maxNamed && { query: { filter: named } }
    const answer = await agents.ask({ path: healthPath(service), ...narrow })
    catalog.seen(service, answer)
    if (answer.filtered) return waiters
    // Consul does not tell names apart that differ in case only. Of a node that has moved to another agent two are up
    // until the first one's check ends.
    const up = healthEntries(answer).filter((entry) => entry.Service.Service === service && !isDown(entry))
    const entries = Map.groupBy(up, (entry) => entry.Service.ID)
    const now = clock.now()
    return waiters.filter(({ id, registration, until }) => now >= until || shows(entries.get(id) ?? [], registration))
  }
}

function shows(up: readonly HealthEntry[], registration: Registration | undefined): boolean {
  if (registration === undefined) return up.length === 0
  const { Address, Port, Tags } = registration
  const tags = new Set(Tags)
  return up.some(
    ({ Service }) =>
      Service.Address === Address &&
      Service.Port === Port &&
      Service.Tags.length === Tags.length &&
      Service.Tags.every((tag) => tags.has(tag)),
  )
}

/** Text in a filter of consul, which knows Go's escapes but no quote within quotes. */
function literal(text: string): string {
  const code = (each: string) => `\\U${each.codePointAt(0)!.toString(16).padStart(8, '0')}`
  const escaped = text.toWellFormed().replaceAll(/[^\w.-]/gu, code)
  return `"${escaped}"`
}

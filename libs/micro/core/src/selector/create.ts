import { type Clock, systemClock } from '../clock.ts'
import { RegistryCache, type RegistryCacheOptions } from '../registry/cache.ts'
import type { Registry } from '../registry.ts'
import type { Candidate, Outcome, SelectOptions, Selector, Strategy } from '../selector.ts'
import { defaultEjection, type EjectionOptions } from './ejection.ts'
import { p2c } from './p2c.ts'
import { Pool, type PoolOptions } from './pool.ts'
import { TrackedNode } from './tracked-node.ts'

export interface SelectorOptions {
  readonly registry: Registry
  /** @default p2c() */
  readonly strategy?: Strategy
  /** @default systemClock */
  readonly clock?: Clock
  /** From 0 to below 1; for jitter. Strategies have their own. @default Math.random */
  readonly random?: () => number
  /** False for none. @default see EjectionOptions */
  readonly ejection?: EjectionOptions | false
  /** How the registry is read. */
  readonly cache?: Omit<RegistryCacheOptions, 'registry' | 'clock' | 'random' | 'changed'>
}

/**
 * A selector over a registry: the registry's list at hand, kept fresh; nodes that fail ejected and brought back; among
 * the rest the strategy chooses.
 */
export function createSelector(options: SelectorOptions): Selector {
  return new RegistrySelector(options)
}

const noOptions: SelectOptions = Object.freeze({})

class RegistrySelector implements Selector {
  readonly #clock: Clock
  readonly #cache: RegistryCache
  readonly #pools = new Map<string, Pool>()

  constructor(options: SelectorOptions) {
    const { registry, random = Math.random, ejection } = options
    this.#clock = options.clock ?? systemClock
    const poolOptions: PoolOptions = {
      strategy: options.strategy ?? p2c(),
      ejection: ejection === false ? undefined : { ...defaultEjection, ...ejection },
      random,
      explain: (service) => this.#cache.explain(service),
    }
    this.#cache = new RegistryCache({
      ...options.cache,
      registry,
      random,
      clock: this.#clock,
      changed: (service, entry) => {
        const pool = this.#pools.get(service)
        if (entry === undefined) this.#pools.delete(service)
        else if (pool === undefined) this.#pools.set(service, new Pool(entry, poolOptions))
        else pool.update()
      },
    })
  }

  select(service: string, options: SelectOptions = noOptions, now?: number): Candidate | Promise<Candidate> {
    const pool = this.#pools.get(service)
    if (pool !== undefined) return pool.pick(options, now ?? this.#clock.now())
    if (this.#cache.absent(service)) throw this.#cache.explain(service)
    return this.#load(service, options)
  }

  mark(candidate: Candidate, outcome: Outcome): void {
    if (!(candidate instanceof TrackedNode)) throw new TypeError('a candidate of another selector')
    candidate.owner.mark(candidate, outcome, outcome.at ?? this.#clock.now())
  }

  reset(service: string): void {
    this.#pools.get(service)?.reset()
  }

  async close(): Promise<void> {
    await this.#cache.close()
    this.#pools.clear()
  }

  async #load(service: string, options: SelectOptions): Promise<Candidate> {
    await this.#cache.load(service)
    const pool = this.#pools.get(service)
    if (pool === undefined) throw this.#cache.explain(service)
    return pool.pick(options, this.#clock.now())
  }
}

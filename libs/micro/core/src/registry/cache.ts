import { type Clock, systemClock, type Timer } from '../clock.ts'
import { MicroError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Registry } from '../registry.ts'
import { CachedService, type CachedServiceOptions } from './cached-service.ts'
import { moment, unavailable } from './unavailable.ts'

export interface RegistryCacheOptions {
  readonly registry: Registry
  /** @default systemClock */
  readonly clock?: Clock
  /** From 0 to below 1. @default Math.random */
  readonly random?: () => number
  /** Milliseconds for one answer of the registry. @default 5000 */
  readonly timeout?: number
  /** Milliseconds for which "no such service" and "registry unreachable" are answered without asking. @default 500 */
  readonly negative?: number
  /** Milliseconds for which nodes are kept that the registry no longer knows after it was away. @default 30000 */
  readonly grace?: number
  /** Milliseconds before the second attempt to watch, doubled each time, jittered. @default 100 */
  readonly minBackoff?: number
  /** @default 5000 */
  readonly maxBackoff?: number
  /** Milliseconds after which a service that nobody asks for is forgotten, at least. @default 600000 */
  readonly idle?: number
  /** Told once when the registry can't be reached and once when it is back. @default nobody */
  readonly log?: Log
  /** The list of a service is another one; undefined when the service is forgotten. */
  readonly changed?: (service: string, entry: CachedService | undefined) => void
}

/**
 * What a registry says, at hand: read when first asked for, with one request for all who ask at once, then kept fresh
 * by a watch. While the registry is away the last good list stays; once it is back all is read again.
 */
export class RegistryCache {
  readonly #registry: Registry
  readonly #clock: Clock
  readonly #options: RegistryCacheOptions
  readonly #entryOptions: CachedServiceOptions
  readonly #entries = new Map<string, CachedService>()
  readonly #loading = new Map<string, { readonly entry: CachedService; readonly done: Promise<void> }>()
  /** Names that were looked for in vain, each until its timer ends. */
  readonly #absent = new Map<string, Timer>()
  #sweeper: Timer | undefined
  #outage: { readonly since: number; readonly error: MicroError } | undefined
  #closed = false

  constructor(options: RegistryCacheOptions) {
    this.#registry = options.registry
    this.#clock = options.clock ?? systemClock
    this.#options = options
    this.#entryOptions = {
      registry: this.#registry,
      clock: this.#clock,
      random: options.random ?? Math.random,
      timeout: options.timeout ?? 5000,
      grace: options.grace ?? 30_000,
      minBackoff: options.minBackoff ?? 100,
      maxBackoff: options.maxBackoff ?? 5000,
      changed: (entry) => {
        if (this.#entries.get(entry.name) === entry) options.changed?.(entry.name, entry)
      },
      reached: () => this.#reached(),
      failed: (error) => this.#failed(error),
    }
  }

  /** The service's entry, if it has been found. */
  get(service: string): CachedService | undefined {
    const entry = this.#entries.get(service)
    if (entry !== undefined) entry.used = true
    return entry
  }

  /**
   * Resolves once the service's entry is there.
   * @throws MicroError 503 that says why there is none: `explain`'s
   */
  async load(service: string): Promise<CachedService> {
    if (this.#closed || this.#absent.has(service)) throw this.explain(service)
    let loading = this.#loading.get(service)
    if (loading === undefined) {
      const entry = new CachedService(service, this.#entryOptions)
      loading = { entry, done: this.#load(entry).finally(() => this.#loading.delete(service)) }
      this.#loading.set(service, loading)
    }
    await loading.done
    const entry = this.#entries.get(service)
    if (entry === undefined) throw this.explain(service)
    return entry
  }

  /** Whether the service was looked for a moment ago, in vain. */
  absent(service: string): boolean {
    return this.#absent.has(service)
  }

  /** Why there is no node of the service, as an error to throw. */
  explain(service: string): MicroError {
    const registry = `registry ${this.#registry.name}`
    if (this.#closed) return unavailable(`${service}: the client is closed`, 'CLOSED')
    const entry = this.#entries.get(service)
    const left = entry?.leftAt === undefined ? '' : `${service} has no nodes, the last left at ${moment(entry.leftAt)}`
    if (this.#outage !== undefined) {
      const { since, error } = this.#outage
      const detail = `${registry} unreachable since ${moment(since)}: ${error.detail}`
      return unavailable(`${left || `${service} is unknown`}; ${detail}`, 'REGISTRY_UNREACHABLE', error)
    }
    if (left !== '') return unavailable(left, 'NO_NODES')
    return unavailable(`no service ${service} in ${registry}`, 'SERVICE_NOT_FOUND')
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#sweeper?.cancel()
    for (const timer of this.#absent.values()) timer.cancel()
    this.#absent.clear()
    for (const name of [...this.#entries.keys()]) this.#forget(name)
    for (const { entry } of this.#loading.values()) entry.close()
    await Promise.allSettled(Array.from(this.#loading.values(), ({ done }) => done))
  }

  async #load(entry: CachedService): Promise<void> {
    const service = entry.name
    try {
      await entry.read()
    } catch (error) {
      this.#failed(error)
    }
    if (this.#closed) return
    if (entry.services.length === 0) {
      this.#absent.set(
        service,
        this.#clock.after(this.#options.negative ?? 500, () => void this.#absent.delete(service)),
      )
      return
    }
    this.#entries.set(service, entry)
    this.#options.changed?.(service, entry)
    void entry.follow()
    this.#sweeper ??= this.#clock.every(this.#options.idle ?? 600_000, () => this.#sweep())
  }

  #sweep(): void {
    // What is forgotten now could not be read again.
    if (this.#outage !== undefined) return
    for (const [name, entry] of this.#entries) {
      if (entry.used) entry.used = false
      else this.#forget(name)
    }
    if (this.#entries.size > 0) return
    this.#sweeper?.cancel()
    this.#sweeper = undefined
  }

  #forget(service: string): void {
    this.#entries.get(service)?.close()
    this.#entries.delete(service)
    this.#options.changed?.(service, undefined)
  }

  #reached(): void {
    if (this.#outage === undefined) return
    this.#outage = undefined
    this.#options.log?.info({ registry: this.#registry.name }, 'registry is back')
  }

  #failed(thrown: unknown): void {
    const error =
      thrown instanceof MicroError
        ? thrown
        : new MicroError(
            { id: 'micro.registry', code: 503, detail: thrown instanceof Error ? thrown.message : String(thrown) },
            { cause: thrown },
          )
    const first = this.#outage === undefined
    this.#outage = { since: this.#outage?.since ?? this.#clock.time(), error }
    if (!first || this.#closed) return
    this.#options.log?.warn({ registry: this.#registry.name, error: error.detail }, 'registry is away: last lists stay')
  }
}

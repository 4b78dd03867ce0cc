import { backoff } from '../backoff.ts'
import { type Clock, sleep } from '../clock.ts'
import { errors } from '../errors.ts'
import type { Change, Registry, ServiceRecord } from '../registry.ts'
import { applyChange, nodesWhere, withMissing } from './merge.ts'

export interface CachedServiceOptions {
  readonly registry: Registry
  readonly clock: Clock
  readonly random: () => number
  /** Milliseconds for one answer of the registry. */
  readonly timeout: number
  /** Milliseconds for which nodes are kept that the registry no longer knows after it was away. */
  readonly grace: number
  readonly minBackoff: number
  readonly maxBackoff: number
  /** The list is another one. */
  changed(entry: CachedService): void
  /** The registry answered. */
  reached(): void
  /** The registry did not answer; the list stays as it is. */
  failed(error: unknown): void
}

/** What is known of one service: read when first asked for, then kept fresh by a watch. */
export class CachedService {
  readonly name: string
  /** Empty when there is none. Kept while the registry is away. */
  services: readonly ServiceRecord[] = []
  /** Milliseconds since 1970 at which the last node left; undefined when none was ever seen. */
  leftAt: number | undefined
  /** Set by who reads it, cleared by who looks for entries that nobody reads. */
  used = true
  readonly #options: CachedServiceOptions
  readonly #abort = new AbortController()
  /** After an outage: nodes that the registry does not know (any more, or not yet again), by id. */
  #unconfirmed = new Set<string>()
  #lost = false

  constructor(name: string, options: CachedServiceOptions) {
    this.name = name
    this.#options = options
  }

  /** Reads the list once. @throws what the registry throws */
  async read(): Promise<void> {
    this.#publish(await this.#fetch())
  }

  /** Keeps the list fresh until closed. */
  async follow(): Promise<void> {
    const { registry, clock, random, minBackoff, maxBackoff } = this.#options
    const { signal } = this.#abort
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        const watcher = await this.#within(registry.watch({ service: this.name }), (late) => late.stop())
        const stop = () => watcher.stop()
        signal.addEventListener('abort', stop, { once: true })
        try {
          // Read once the watch is on, so that nothing falls between the two.
          this.#confirm(await this.#fetch())
          attempt = -1
          for await (const change of watcher) this.#apply(change)
        } finally {
          signal.removeEventListener('abort', stop)
          watcher.stop()
        }
        if (signal.aborted) return
        throw errors.unavailable('micro.registry', 'the watch ended')
      } catch (error) {
        if (signal.aborted) return
        this.#lost = true
        this.#options.failed(error)
      }
      await sleep(clock, backoff(Math.max(0, attempt), minBackoff, maxBackoff, random), signal)
    }
  }

  close(): void {
    this.#abort.abort()
  }

  #fetch(): Promise<readonly ServiceRecord[]> {
    const abort = new AbortController()
    const answer = this.#options.registry.getService(this.name, { signal: abort.signal })
    return this.#within(answer, undefined, () => abort.abort())
  }

  /** A list that was read after a watch began. */
  #confirm(services: readonly ServiceRecord[]): void {
    if (!this.#lost) {
      this.#publish(services)
      return
    }
    // A registry that comes back empty is filled again within moments: until then the nodes of before are the better
    // guess. Those that are really gone refuse connections and are ejected.
    this.#lost = false
    const known = new Set(services.flatMap((record) => record.nodes.map((node) => node.id)))
    const missing = this.services.flatMap((record) => record.nodes).filter((node) => !known.has(node.id))
    this.#unconfirmed = new Set(missing.map((node) => node.id))
    this.#publish(withMissing(services, this.services))
    if (missing.length > 0) void this.#dropUnconfirmed(this.#unconfirmed)
  }

  async #dropUnconfirmed(ids: ReadonlySet<string>): Promise<void> {
    await sleep(this.#options.clock, this.#options.grace, this.#abort.signal)
    if (this.#abort.signal.aborted || this.#unconfirmed !== ids) return
    this.#publish(nodesWhere(this.services, (node) => !ids.has(node.id)))
  }

  #apply(change: Change): void {
    for (const node of change.service.nodes) this.#unconfirmed.delete(node.id)
    this.#publish(applyChange(this.services, change))
  }

  #publish(services: readonly ServiceRecord[]): void {
    if (this.#abort.signal.aborted) return
    if (services.length === 0 && this.services.length > 0) this.leftAt = this.#options.clock.time()
    this.services = services
    this.#options.changed(this)
  }

  /** What the registry answers, if it does so in time; what comes too late goes to `late`. */
  async #within<T>(answer: Promise<T>, late?: (value: T) => void, timedOut?: () => void): Promise<T> {
    const { clock, timeout, registry } = this.#options
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    let over = false
    const end = (error: unknown) => {
      over = true
      reject(error)
      timedOut?.()
    }
    const timer = clock.after(timeout, () =>
      end(errors.timeout('micro.registry', `registry ${registry.name} did not answer in ${timeout} ms`)),
    )
    const aborted = () => end(errors.canceled('micro.registry', 'closed'))
    this.#abort.signal.addEventListener('abort', aborted, { once: true })
    answer.then((value) => (over ? late?.(value) : resolve(value)), reject)
    try {
      const value = await promise
      this.#options.reached()
      return value
    } finally {
      timer.cancel()
      this.#abort.signal.removeEventListener('abort', aborted)
    }
  }
}

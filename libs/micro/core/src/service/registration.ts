import { type Clock, sleep, type Timer } from '../clock.ts'
import { errors } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Registry, ServiceRecord } from '../registry.ts'

/** Milliseconds that the registry gets to take the service out. */
const patience = 1000

export interface RegistrationOptions {
  readonly registry: Registry
  readonly record: ServiceRecord
  /** Milliseconds. */
  readonly ttl: number
  readonly interval: number
  readonly clock: Clock
  readonly log: Log
  /** Asked before each renewal: a service that is not well, or can't tell, is taken out until it is. */
  check(): Promise<boolean>
}

/**
 * Keeps a service in its registry: registers, renews the lease, and goes on trying while the registry is away, saying
 * so once.
 */
export class Registration {
  readonly #options: RegistrationOptions
  readonly #stopped = new AbortController()
  /** Whoever waits for a registry that does not answer waits no longer. */
  readonly #left = Promise.withResolvers<false>()
  #timer: Timer | undefined
  #renewing: Promise<boolean> | undefined
  #registered = false
  /** The registry may have the service, whatever it answered. */
  #asked = false
  #away = false

  constructor(options: RegistrationOptions) {
    this.#options = options
  }

  /** Resolves when registered, however long the registry takes to be there, or when stopped. */
  async start(): Promise<void> {
    const { clock, interval } = this.#options
    for (let delay = 100; !this.#stopped.signal.aborted; delay = Math.min(delay * 2, 1000)) {
      if (await Promise.race([this.#renewOnce(), this.#left.promise])) break
      await sleep(clock, delay, this.#stopped.signal)
    }
    if (this.#stopped.signal.aborted) return
    this.#timer = clock.every(interval, () => void this.#renewOnce())
  }

  /** Whether the registry has the service, as far as known. */
  get registered(): boolean {
    return this.#registered
  }

  /** Takes the service out. A registry that is away, or does not answer within a second, forgets it by its lease. */
  async stop(): Promise<void> {
    const { registry, record, log, clock } = this.#options
    this.#stopped.abort()
    this.#left.resolve(false)
    this.#timer?.cancel()
    if (!this.#asked) return
    const limit = new AbortController()
    const late = Promise.withResolvers<never>()
    late.promise.catch(() => {})
    const timer = clock.after(patience, () => {
      const error = errors.timeout('micro.service', `no answer within ${patience} ms`, { stack: false })
      limit.abort(error)
      late.reject(error)
    })
    try {
      await Promise.race([this.#renewing, late.promise])
      await Promise.race([registry.deregister(record, { signal: limit.signal }), late.promise])
    } catch (error) {
      if (this.#registered) {
        log.warn({ registry: registry.name, error: (error as Error).message }, 'not deregistered: the lease will end')
      }
    } finally {
      timer.cancel()
      this.#registered = false
    }
  }

  /** One at a time. */
  #renewOnce(): Promise<boolean> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #renew(): Promise<boolean> {
    const { registry, record, ttl, log } = this.#options
    try {
      if (await this.#well()) {
        this.#asked = true
        await registry.register(record, { ttl, signal: this.#stopped.signal })
        this.#registered = true
        // Too late, and nobody waits for it any more.
        if (this.#stopped.signal.aborted) await registry.deregister(record)
      } else if (this.#registered) {
        this.#registered = false
        await registry.deregister(record, { signal: this.#stopped.signal })
        log.warn({ service: record.name }, 'taken out of the registry: its check failed')
      }
    } catch (error) {
      if (!this.#away && !this.#stopped.signal.aborted) {
        log.warn(
          { registry: registry.name, error: (error as Error).message },
          'registry is away: trying until it is back',
        )
      }
      this.#away = true
      return false
    }
    if (this.#away) log.info({ registry: registry.name }, 'registry is back, service is registered')
    this.#away = false
    return true
  }

  async #well(): Promise<boolean> {
    try {
      return await this.#options.check()
    } catch {
      return false
    }
  }
}

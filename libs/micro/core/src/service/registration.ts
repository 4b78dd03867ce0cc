import { type Clock, sleep, type Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Registry, ServiceRecord } from '../registry.ts'

export interface RegistrationOptions {
  readonly registry: Registry
  readonly record: ServiceRecord
  /** Milliseconds. */
  readonly ttl: number
  readonly interval: number
  readonly clock: Clock
  readonly log: Log
  /** Asked before each renewal: a service that is not well is taken out until it is. */
  check(): Promise<boolean>
}

/**
 * Keeps a service in its registry: registers, renews the lease, and goes on trying while the registry is away, saying
 * so once.
 */
export class Registration {
  readonly #options: RegistrationOptions
  readonly #stopped = new AbortController()
  #timer: Timer | undefined
  #renewing: Promise<void> | undefined
  #registered = false
  #away = false

  constructor(options: RegistrationOptions) {
    this.#options = options
  }

  /** Resolves when registered, however long the registry takes to be there, or when stopped. */
  async start(): Promise<void> {
    const { clock, interval } = this.#options
    for (let delay = 100; !this.#stopped.signal.aborted; delay = Math.min(delay * 2, 1000)) {
      if (await this.#renew()) break
      await sleep(clock, delay, this.#stopped.signal)
    }
    if (this.#stopped.signal.aborted) return
    this.#timer = clock.every(interval, () => {
      this.#renewing ??= this.#renew().then(() => {
        this.#renewing = undefined
      })
    })
  }

  /** Whether the registry has the service, as far as known. */
  get registered(): boolean {
    return this.#registered
  }

  /** Takes the service out. A registry that is away forgets it by its lease. */
  async stop(): Promise<void> {
    const { registry, record, log, clock } = this.#options
    this.#stopped.abort()
    this.#timer?.cancel()
    await this.#renewing
    if (!this.#registered) return
    this.#registered = false
    const limit = new AbortController()
    const timer = clock.after(1000, () => limit.abort())
    try {
      await registry.deregister(record, { signal: limit.signal })
    } catch (error) {
      log.warn({ registry: registry.name, error: (error as Error).message }, 'not deregistered: the lease will end')
    } finally {
      timer.cancel()
    }
  }

  async #renew(): Promise<boolean> {
    const { registry, record, ttl, log, check } = this.#options
    try {
      if (await check()) {
        await registry.register(record, { ttl, signal: this.#stopped.signal })
        this.#registered = true
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
}

import { type Clock, systemClock } from '@micro/core'

/**
 * The domain's time: when stays begin and offers expire. Apart from the framework's clock, which deadlines, leases and
 * retries go by, so that a developer may move it without any call running late.
 */
export class DomainClock {
  readonly #clock: Pick<Clock, 'time'>
  #offset = 0

  constructor(clock: Pick<Clock, 'time'> = systemClock) {
    this.#clock = clock
  }

  /** Milliseconds since 1970 UTC. */
  time(): number {
    return this.#clock.time() + this.#offset
  }

  /** Moves the domain's time by so many milliseconds from now on. */
  advance(milliseconds: number): void {
    this.#offset += milliseconds
  }
}

import { type Clock, systemClock } from '@micro/core'

/**
 * The domain's time: when stays begin and offers expire. Apart from the framework's clock, which deadlines, leases and
 * retries go by, so that a developer may move it without any call running late.
 */
export class DomainClock {
  readonly #clock: Pick<Clock, 'time'>
  readonly #listeners = new Set<() => void>()
  #ahead = 0

  constructor(clock: Pick<Clock, 'time'> = systemClock) {
    this.#clock = clock
  }

  /** Milliseconds since 1970 UTC. */
  time(): number {
    return this.#clock.time() + this.#ahead
  }

  /** Milliseconds by which it is ahead of the real time. */
  get ahead(): number {
    return this.#ahead
  }

  /** Moves the domain's time by so many milliseconds from now on. */
  advance(milliseconds: number): void {
    this.moveTo(this.#ahead + milliseconds)
  }

  /** Moves it so far ahead of the real time. It never goes back: to less than it is, nothing happens. */
  moveTo(ahead: number): void {
    if (ahead <= this.#ahead) return
    this.#ahead = ahead
    for (const listener of this.#listeners) listener()
  }

  /** Calls back whenever it was moved. @returns ends that */
  onMove(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

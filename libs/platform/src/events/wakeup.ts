import type { Clock } from '@micro/core'

/** Waiting that others may end. */
export class Wakeup {
  readonly #clock: Clock
  #woken = false
  #end: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Ends a `wait`, also one that begins only later. */
  now(): void {
    this.#woken = true
    this.#end?.()
  }

  /** Forgets calls of `now` until here. */
  reset(): void {
    this.#woken = false
  }

  /** At most so many milliseconds. */
  wait(milliseconds: number): Promise<void> {
    if (this.#woken) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        timer.cancel()
        this.#end = undefined
        resolve()
      }
      const timer = this.#clock.after(milliseconds, done)
      this.#end = done
    })
  }
}

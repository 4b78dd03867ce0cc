import type { Clock } from '@micro/core'

/** Questions that may follow at once, and how many a second after those. */
const burst = 100
const perSecond = 10

/** Holds back who asks too often, whatever the reason: a state that changes all the time, answers that do not wait. */
export class Pace {
  readonly #clock: Clock
  #saved = burst
  #last: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#last = clock.now()
  }

  /** Milliseconds to wait before the next question, jittered. */
  delay(random: () => number): number {
    const now = this.#clock.now()
    this.#saved = Math.min(burst, this.#saved + ((now - this.#last) / 1000) * perSecond)
    this.#last = now
    this.#saved -= 1
    return this.#saved >= 0 ? 0 : (-this.#saved / perSecond) * 1000 * (0.75 + 0.5 * random())
  }
}

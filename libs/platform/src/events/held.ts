import { backoff, type Clock } from '@micro/core'
import type { Waiting } from './batch.ts'

const retry = { min: 1_000, max: 60_000 }

interface Held {
  readonly seq: string
  readonly key: string | undefined
  readonly attempts: number
  /** On the clock's scale. */
  readonly until: number
}

/**
 * Events that the broker refuses for what they are: each holds up its key and nothing else, and is tried again, later
 * each time. Kept by the relay that works; another one learns it anew.
 */
export class HeldEvents {
  readonly #clock: Clock
  readonly #bySeq = new Map<string, Held>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @returns whether it was not held before */
  hold({ seq, message }: Waiting): boolean {
    const attempts = (this.#bySeq.get(seq)?.attempts ?? 0) + 1
    const until = this.#clock.now() + backoff(attempts - 1, retry.min, retry.max, Math.random)
    this.#bySeq.set(seq, { seq, key: message.key, attempts, until })
    return attempts === 1
  }

  release(events: readonly Waiting[]): void {
    if (this.#bySeq.size > 0) for (const { seq } of events) this.#bySeq.delete(seq)
  }

  /** Keys that wait. */
  get keys(): readonly string[] {
    return this.#waiting().flatMap(({ key }) => (key === undefined ? [] : [key]))
  }

  /** Events without a key that wait. */
  get seqs(): readonly string[] {
    return this.#waiting().flatMap(({ key, seq }) => (key === undefined ? [seq] : []))
  }

  #waiting(): readonly Held[] {
    const now = this.#clock.now()
    return [...this.#bySeq.values()].filter(({ until }) => until > now)
  }
}

import type { Clock, Timer } from '../clock.ts'

/** A lease: something that ends unless it is renewed in time. */
export interface Lease {
  /** Milliseconds; `Infinity` for one that does not end. */
  ttl: number
  /** When it ends, on the clock's scale. */
  expires: number
}

/**
 * Ends leases on time with one timer. Leases of one ttl end in the order in which they were renewed, so a map in
 * insertion order per ttl is a sorted queue, and renewing costs the same however many there are.
 */
export class Leases<L extends Lease> {
  readonly #clock: Clock
  readonly #expired: (lease: L) => void
  readonly #queues = new Map<number, Set<L>>()
  #timer: Timer | undefined
  /** When the timer fires. */
  #due = Number.POSITIVE_INFINITY

  constructor(clock: Clock, expired: (lease: L) => void) {
    this.#clock = clock
    this.#expired = expired
  }

  /** Starts the lease anew, with `ttl` milliseconds from now. */
  renew(lease: L, ttl: number): void {
    this.#unqueue(lease)
    lease.ttl = ttl
    lease.expires = this.#clock.now() + ttl
    if (ttl === Number.POSITIVE_INFINITY) return
    const queue = this.#queues.get(ttl)
    if (queue === undefined) this.#queues.set(ttl, new Set([lease]))
    else queue.add(lease)
    if (lease.expires < this.#due) this.#arm(lease.expires)
  }

  remove(lease: L): void {
    this.#unqueue(lease)
    if (this.#queues.size === 0) this.#arm(Number.POSITIVE_INFINITY)
  }

  /** Ends what is due now; also to be called before reading, since timers are late when the process is busy. */
  sweep(): void {
    const now = this.#clock.now()
    if (now < this.#due) return
    let next = Number.POSITIVE_INFINITY
    for (const [ttl, queue] of this.#queues) {
      for (const lease of queue) {
        if (lease.expires > now) {
          next = Math.min(next, lease.expires)
          break
        }
        queue.delete(lease)
        this.#expired(lease)
      }
      if (queue.size === 0) this.#queues.delete(ttl)
    }
    this.#arm(next)
  }

  clear(): void {
    this.#queues.clear()
    this.#arm(Number.POSITIVE_INFINITY)
  }

  #unqueue(lease: L): void {
    const queue = this.#queues.get(lease.ttl)
    if (queue?.delete(lease) && queue.size === 0) this.#queues.delete(lease.ttl)
  }

  #arm(due: number): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#due = due
    if (due === Number.POSITIVE_INFINITY) return
    this.#timer = this.#clock.after(Math.max(0, due - this.#clock.now()), () => {
      // A timer may fire a fraction early: then it is set again for the rest.
      if (this.#clock.now() < this.#due) this.#arm(this.#due)
      else this.sweep()
    })
  }
}

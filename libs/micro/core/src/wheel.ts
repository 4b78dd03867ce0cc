import type { Clock, Timer } from './clock.ts'

/**
 * Deadlines by the thousand for the price of one timer: a hashed timing wheel (Varghese and Lauck, 1987). Adding and
 * removing are a few assignments; precision is one tick.
 */
export class TimingWheel {
  readonly #clock: Clock
  readonly #slots: Timed[]
  /** Those that expire now. */
  readonly #due = head()
  #timer: Timer | undefined
  #tick: number
  #size = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#slots = Array.from({ length: slotCount }, head)
    this.#tick = tickOf(clock.now())
  }

  /** How many are waiting. */
  get size(): number {
    return this.#size
  }

  /** Calls `item.expire()` once, at `deadline` or up to a tick later, unless it is removed before. */
  add(item: Timed, deadline: number): void {
    if (this.#timer === undefined) {
      this.#tick = tickOf(this.#clock.now())
      this.#timer = this.#clock.every(tickLength, () => this.#advance())
    }
    // A tick that has begun may be over for this wheel already: the next one is the earliest that still comes.
    const due = Math.max(Math.ceil(deadline / tickLength), this.#tick + 1)
    item.due = due
    append(item, this.#slots[due & slotMask]!)
    this.#size++
  }

  /** Does nothing when the item is not waiting. */
  remove(item: Timed): void {
    if (item.before === null) return
    unlink(item)
    item.before = null
    item.after = null
    this.#size--
  }

  /** No more expires, until something is added. */
  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #advance(): void {
    const now = tickOf(this.#clock.now())
    // A process that was stopped for longer than a turn of the wheel needs to see each slot once, not each tick.
    const from = Math.max(this.#tick + 1, now - slotMask)
    this.#tick = now
    for (let tick = from; tick <= now; tick++) this.#expire(tick & slotMask, now)
    if (this.#size === 0) this.stop()
  }

  #expire(index: number, now: number): void {
    const slot = this.#slots[index]!
    const due = this.#due
    for (let item = slot.after!; item !== slot; ) {
      const next = item.after!
      if (item.due <= now) {
        unlink(item)
        append(item, due)
      }
      item = next
    }
    // From a list of its own: what expires may remove, add and move any other. One that throws leaves the rest there.
    while (due.after !== due) {
      const item = due.after!
      this.remove(item)
      item.expire()
    }
  }
}

function append(item: Timed, list: Timed): void {
  const last = list.before!
  item.before = last
  item.after = list
  last.after = item
  list.before = item
}

function unlink({ before, after }: Timed): void {
  before!.after = after
  after!.before = before
}

/** An item of a wheel: the links are its own, so that waiting allocates nothing. */
export interface Timed {
  before: Timed | null
  after: Timed | null
  due: number
  expire(): void
}

/** Milliseconds. Finer than any deadline that crosses a network needs. */
const tickLength = 10
/** One turn is 5.12 s, just over the default deadline, so that nearly every item is met once. */
const slotCount = 512
const slotMask = slotCount - 1

function tickOf(now: number): number {
  return Math.floor(now / tickLength)
}

function head(): Timed {
  const slot: Timed = { before: null, after: null, due: 0, expire() {} }
  slot.before = slot
  slot.after = slot
  return slot
}

import type { BrokerMessage } from '../broker.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Consumer } from './consumer.ts'
import type { Settlement } from './handling.ts'
import { retryDelay } from './options.ts'

export interface LocalQueueOptions {
  readonly clock: Clock
  /** From 0 to below 1; spreads retries. */
  readonly random: () => number
  /** A message that failed too often. It has left the queue. */
  bury(message: BrokerMessage, attempts: number, error: string): void
  /** A message has left the queue. */
  left?(): void
}

/** `waiting` behind an earlier message of its key, `ready` to be handed over, `held` by a handler, `delayed` after a failure. */
type State = 'waiting' | 'ready' | 'held' | 'delayed'

interface Entry {
  readonly message: BrokerMessage
  attempts: number
  state: State
  /** When a delayed one is ready again, on the clock's scale. */
  due: number
}

/**
 * The messages of one group in this process's memory: each goes to one of the consumers that have joined, again after a
 * failure, where asked in order per key.
 */
export class LocalQueue {
  readonly #options: LocalQueueOptions
  readonly #consumers: Consumer[] = []
  /** In the order they were published. */
  readonly #entries = new Set<Entry>()
  #ready: Entry[] = []
  /** By key: its messages in order. Only the first may be handed over. Empty unless ordered. */
  readonly #lanes = new Map<string, Entry[]>()
  /** Earliest first. */
  readonly #delayed: Entry[] = []
  #ordered = false
  #timer: Timer | undefined
  #scheduled = false

  constructor(options: LocalQueueOptions) {
    this.#options = options
  }

  /** Messages not yet handled, those being handled included. */
  get size(): number {
    return this.#entries.size
  }

  push(message: BrokerMessage): void {
    const entry: Entry = { message, attempts: 0, state: 'waiting', due: 0 }
    this.#entries.add(entry)
    this.#enter(entry)
    this.#release(entry)
  }

  join(consumer: Consumer): void {
    this.#order(consumer.settings.ordered)
    this.#consumers.push(consumer)
    this.#arm()
    this.#schedule()
  }

  leave(consumer: Consumer): void {
    const index = this.#consumers.indexOf(consumer)
    if (index >= 0) this.#consumers.splice(index, 1)
    this.#arm()
  }

  /** Somebody has room again. */
  freed(): void {
    this.#schedule()
  }

  /** Order is the group's, and its newest member's word holds. */
  #order(ordered: boolean): void {
    if (ordered === this.#ordered) return
    this.#ordered = ordered
    this.#lanes.clear()
    this.#ready = []
    for (const entry of this.#entries) {
      this.#enter(entry)
      if (entry.state === 'waiting' || entry.state === 'ready') this.#release(entry)
    }
  }

  #enter(entry: Entry): void {
    const { key } = entry.message
    if (!this.#ordered || key === undefined) return
    const lane = this.#lanes.get(key)
    if (lane === undefined) this.#lanes.set(key, [entry])
    else lane.push(entry)
  }

  #lane({ message: { key } }: Entry): Entry[] | undefined {
    return key === undefined ? undefined : this.#lanes.get(key)
  }

  /** Ready, unless an earlier one of its key is still there. */
  #release(entry: Entry): void {
    const first = this.#lane(entry)?.[0] ?? entry
    entry.state = first === entry ? 'ready' : 'waiting'
    if (first !== entry) return
    this.#ready.push(entry)
    this.#schedule()
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry)
    this.#options.left?.()
    const lane = this.#lane(entry)
    if (lane === undefined) return
    lane.splice(lane.indexOf(entry), 1)
    const next = lane[0]
    if (next === undefined) this.#lanes.delete(entry.message.key!)
    else if (next.state === 'waiting') this.#release(next)
  }

  /** Handlers never run inside whoever published or settled. */
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      this.#dispatch()
    })
  }

  #dispatch(): void {
    while (this.#ready.length > 0) {
      const index = this.#consumers.findIndex((consumer) => consumer.free > 0)
      if (index < 0) return
      const consumer = this.#consumers[index]!
      // To the end of the line: members take turns.
      this.#consumers.push(...this.#consumers.splice(0, index + 1))
      this.#hand(this.#ready.shift()!, consumer)
    }
  }

  #hand(entry: Entry, consumer: Consumer): void {
    entry.state = 'held'
    entry.attempts++
    // Its own copy: what one handler does to the bytes is not seen by the next.
    const message = { ...entry.message, body: entry.message.body.slice() }
    const settle = async (settlement: Settlement) => this.#settle(entry, consumer, settlement)
    consumer.handle({ message, attempt: entry.attempts, settle })
  }

  #settle(entry: Entry, { settings }: Consumer, settlement: Settlement): void {
    if (settlement.ok) {
      this.#remove(entry)
    } else if (entry.attempts >= settings.attempts) {
      this.#remove(entry)
      this.#options.bury(entry.message, entry.attempts, settlement.error)
    } else {
      entry.state = 'delayed'
      entry.due = this.#options.clock.now() + retryDelay(settings, entry.attempts, this.#options.random)
      const after = this.#delayed.findLastIndex(({ due }) => due <= entry.due)
      this.#delayed.splice(after + 1, 0, entry)
      if (after < 0) this.#arm()
    }
  }

  /** One timer, for the earliest retry, and none while nobody is there to take it. */
  #arm(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    const next = this.#delayed[0]
    if (next === undefined || this.#consumers.length === 0) return
    const { clock } = this.#options
    this.#timer = clock.after(next.due - clock.now(), () => this.#wake())
  }

  #wake(): void {
    const now = this.#options.clock.now()
    while (this.#delayed[0] !== undefined && this.#delayed[0].due <= now) this.#release(this.#delayed.shift()!)
    this.#arm()
  }
}

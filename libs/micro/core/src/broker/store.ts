import type { BrokerMessage, DeadLetter, DeadLetters } from '../broker.ts'
import { type Clock, systemClock } from '../clock.ts'
import { errors, type MicroError } from '../errors.ts'
import { LocalQueue } from './local-queue.ts'
import { listLimit } from './options.ts'

export interface BrokerStoreOptions {
  /** @default systemClock */
  readonly clock?: Clock
  /** From 0 to below 1; spreads retries. @default Math.random */
  readonly random?: () => number
  /** Messages of one queue or subscriber not yet handled; what is more is refused. @default 10000 */
  readonly maxQueued?: number
  /** Dead letters kept by each queue; beyond that the oldest goes. @default 1000 */
  readonly maxDeadLetters?: number
  /** Hears of messages that are lost: those that failed too often where no queue keeps them aside. */
  readonly onError?: (error: MicroError) => void
}

interface Topic {
  readonly queues: Map<string, LocalQueue>
  /** One for each subscriber without a queue. */
  readonly single: Set<LocalQueue>
}

interface Kept {
  readonly from: LocalQueue
  readonly letter: DeadLetter
}

/** What memory brokers that share it have in common: the topics, the queues and what they hold. */
export class BrokerStore implements DeadLetters {
  readonly clock: Clock
  readonly onError: (error: MicroError) => void
  readonly #random: () => number
  readonly #maxQueued: number
  readonly #maxDeadLetters: number
  readonly #topics = new Map<string, Topic>()
  /** By the queue's name, which may stand under several topics. */
  readonly #dead = new Map<string, Kept[]>()

  constructor(options: BrokerStoreOptions = {}) {
    this.clock = options.clock ?? systemClock
    this.#random = options.random ?? Math.random
    this.#maxQueued = options.maxQueued ?? 10_000
    this.#maxDeadLetters = options.maxDeadLetters ?? 1000
    this.onError = options.onError ?? ((error) => process.emitWarning(error.message, 'BrokerWarning'))
  }

  /** @throws MicroError 429 when one of its queues is full; then none got it */
  publish(topic: string, message: BrokerMessage): void {
    const found = this.#topics.get(topic)
    if (found === undefined) return
    for (const [name, queue] of found.queues) this.#checkRoom(queue, `queue ${name} of topic ${topic}`)
    for (const queue of found.single) this.#checkRoom(queue, `a subscriber of topic ${topic}`)
    for (const queue of found.queues.values()) queue.push(message)
    for (const queue of found.single) queue.push(message)
  }

  /** The queue's messages, kept from the first call on. */
  queue(topic: string, name: string): LocalQueue {
    const { queues } = this.#topic(topic)
    let queue = queues.get(name)
    if (queue === undefined) {
      const made: LocalQueue = this.#make((message, attempts, error) =>
        this.#bury(name, made, { topic, message, attempts, error, at: this.clock.time() }),
      )
      queues.set(name, made)
      queue = made
    }
    return queue
  }

  /** A queue for one subscriber alone, until `drop`. */
  single(topic: string): LocalQueue {
    const queue = this.#make((message, attempts, error) => {
      const detail = `topic ${topic}, message ${message.id}: given up after ${attempts} deliveries: ${error}`
      this.onError(errors.internal('micro.broker', detail, { stack: false }))
    })
    this.#topic(topic).single.add(queue)
    return queue
  }

  drop(topic: string, queue: LocalQueue): void {
    const found = this.#topics.get(topic)
    found?.single.delete(queue)
    if (found?.single.size === 0 && found.queues.size === 0) this.#topics.delete(topic)
  }

  async list(queue: string, options?: { readonly limit?: number }): Promise<readonly DeadLetter[]> {
    return (this.#dead.get(queue) ?? []).slice(0, listLimit(options)).map(({ letter }) => letter)
  }

  async replay(queue: string, id: string): Promise<boolean> {
    const kept = this.#dead.get(queue)?.filter(({ letter }) => letter.message.id === id) ?? []
    for (const { from, letter } of kept) {
      this.#checkRoom(from, `queue ${queue} of topic ${letter.topic}`)
      this.#forget(queue, letter)
      from.push(letter.message)
    }
    return kept.length > 0
  }

  async discard(queue: string, id: string): Promise<boolean> {
    const kept = this.#dead.get(queue)?.filter(({ letter }) => letter.message.id === id) ?? []
    for (const { letter } of kept) this.#forget(queue, letter)
    return kept.length > 0
  }

  #topic(name: string): Topic {
    let topic = this.#topics.get(name)
    if (topic === undefined) {
      topic = { queues: new Map(), single: new Set() }
      this.#topics.set(name, topic)
    }
    return topic
  }

  #make(bury: (message: BrokerMessage, attempts: number, error: string) => void): LocalQueue {
    return new LocalQueue({ clock: this.clock, random: this.#random, bury })
  }

  #checkRoom(queue: LocalQueue, what: string): void {
    if (queue.size < this.#maxQueued) return
    const detail = `${what} holds ${queue.size} messages that are not handled yet`
    throw errors.tooManyRequests('micro.broker', detail, { reason: 'QUEUE_FULL', domain: 'micro.broker', stack: false })
  }

  #bury(name: string, from: LocalQueue, letter: DeadLetter): void {
    const kept = this.#dead.get(name) ?? []
    kept.push({ from, letter })
    if (kept.length > this.#maxDeadLetters) kept.shift()
    this.#dead.set(name, kept)
  }

  #forget(name: string, letter: DeadLetter): void {
    const kept = this.#dead.get(name)?.filter((other) => other.letter !== letter) ?? []
    if (kept.length > 0) this.#dead.set(name, kept)
    else this.#dead.delete(name)
  }
}

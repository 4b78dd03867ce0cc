import { type BrokerHandler, type Clock, errors, type MicroError } from '@micro/core'
import { Consumer, LocalQueue, type SubscribeSettings } from '@micro/core/broker'
import type { Statements } from './statements.ts'

export interface SingleConsumerOptions {
  readonly topic: string
  readonly handler: BrokerHandler
  readonly settings: SubscribeSettings
  readonly statements: Statements
  /** The last message there was when it began. */
  readonly start: number
  readonly clock: Clock
  readonly random: () => number
  readonly closed: () => void
  readonly failed: (error: unknown) => void
  readonly onError: (error: MicroError) => void
}

/** Messages fetched and not yet handled, at most. */
const room = 1000
/** Messages fetched by one statement, at most. */
const most = 64
/** Messages heard of and not yet fetched, at most. */
const maxBacklog = 100_000
/** Numbers remembered, so that nothing heard twice is handled twice. */
const remembered = 10_000

/** A subscriber without a queue: hears of messages, fetches them, and handles them by itself; nothing of it is stored. */
export class SingleConsumer {
  readonly consumer: Consumer
  readonly #options: SingleConsumerOptions
  readonly #queue: LocalQueue
  readonly #seen = new Set<string>()
  #backlog: string[] = []
  #last: number
  #busy = false

  constructor(options: SingleConsumerOptions) {
    this.#options = options
    this.#last = options.start
    const { topic, handler, settings, clock, random, closed } = options
    this.#queue = new LocalQueue({
      clock,
      random,
      bury: (message, attempts, error) => {
        const detail = `topic ${topic}, message ${message.id}: given up after ${attempts} deliveries: ${error}`
        options.onError(errors.internal('micro.broker', detail, { stack: false }))
      },
      left: () => this.#start(),
    })
    this.consumer = new Consumer({
      topic,
      handler,
      settings,
      clock,
      source: { freed: () => this.#queue.freed(), leave: () => this.#leave() },
      closed,
    })
    this.#queue.join(this.consumer)
  }

  /** These messages have come, in the order of their publication. */
  hear(seqs: readonly string[]): void {
    for (const seq of seqs) {
      // Published before it came, and told of late.
      if (Number(seq) <= this.#options.start || this.#seen.has(seq)) continue
      this.#seen.add(seq)
      if (this.#seen.size > remembered) this.#seen.delete(this.#seen.values().next().value!)
      this.#last = Math.max(this.#last, Number(seq))
      if (this.#backlog.length < maxBacklog) this.#backlog.push(seq)
      else this.#drop(seq)
    }
    this.#start()
  }

  /** Finds what was published while nothing could be heard. */
  async catchUp(): Promise<void> {
    const { topic, statements, start } = this.#options
    // Numbers are given before commit: one that is lower than the last may have come later. What is seen is left out.
    const from = Math.max(start, this.#last - remembered / 2)
    this.hear(await statements.after(topic, from, maxBacklog))
  }

  /** Tries again what failed. */
  wake(): void {
    this.#start()
  }

  #start(): void {
    if (this.#busy || this.#backlog.length === 0 || this.#queue.size >= room || !this.consumer.open) return
    this.#busy = true
    void this.#fetch()
  }

  async #fetch(): Promise<void> {
    const seqs = this.#backlog.splice(0, Math.min(most, room - this.#queue.size))
    try {
      for (const { message } of await this.#options.statements.messages(seqs)) this.#queue.push(message)
      this.#busy = false
      this.#start()
    } catch (error) {
      this.#backlog = [...seqs, ...this.#backlog]
      this.#busy = false
      this.#options.failed(error)
    }
  }

  #drop(seq: string): void {
    const detail = `topic ${this.#options.topic}: ${maxBacklog} messages wait for a subscriber; ${seq} is dropped`
    this.#options.onError(errors.tooManyRequests('micro.broker', detail, { stack: false }))
  }

  #leave(): void {
    this.#backlog = []
    this.#queue.leave(this.consumer)
  }
}

import type { BrokerHandler, BrokerMessage, Subscription } from '../broker.ts'
import type { Clock } from '../clock.ts'
import { Handling, type Settlement } from './handling.ts'
import type { SubscribeSettings } from './options.ts'

/** Where a consumer's messages come from. */
export interface Source {
  /** A message is done with: there may be room for another. */
  freed(consumer: Consumer): void
  /** The consumer takes nothing new from now on. Called once. */
  leave(consumer: Consumer): void
}

export interface ConsumerOptions {
  readonly topic: string
  readonly handler: BrokerHandler
  readonly settings: SubscribeSettings
  readonly clock: Clock
  readonly source: Source
  /** Called once, when it is unsubscribed. */
  closed?(): void
}

/** A subscriber's side of any broker: runs its handler on what the broker gives it, no more at once than it asked for. */
export class Consumer implements Subscription {
  readonly topic: string
  readonly queue: string | undefined
  readonly settings: SubscribeSettings
  readonly #options: ConsumerOptions
  readonly #running = new Set<Handling>()
  #open = true
  #idle: PromiseWithResolvers<void> | undefined
  #closed = false

  constructor(options: ConsumerOptions) {
    this.topic = options.topic
    this.queue = options.settings.queue
    this.settings = options.settings
    this.#options = options
  }

  /** How many more messages it takes now. */
  get free(): number {
    return this.#open ? this.settings.concurrency - this.#running.size : 0
  }

  get open(): boolean {
    return this.#open
  }

  /** @param held milliseconds that the message is held for it. @default the subscription's `ackTimeout` */
  handle(
    message: BrokerMessage,
    attempt: number,
    settle: (settlement: Settlement) => Promise<void>,
    held: number = this.settings.ackTimeout,
  ): Handling {
    const handling: Handling = new Handling({
      topic: this.topic,
      message,
      attempt,
      handler: this.#options.handler,
      autoAck: this.settings.autoAck,
      ackTimeout: held,
      clock: this.#options.clock,
      settle,
      finished: () => {
        this.#running.delete(handling)
        if (this.#running.size === 0) this.#idle?.resolve()
        this.#options.source.freed(this)
      },
    })
    this.#running.add(handling)
    return handling
  }

  async pause(): Promise<void> {
    if (this.#open) {
      this.#open = false
      this.#options.source.leave(this)
    }
    if (this.#running.size === 0) return
    this.#idle ??= Promise.withResolvers<void>()
    await this.#idle.promise
  }

  async unsubscribe(): Promise<void> {
    await this.pause()
    if (this.#closed) return
    this.#closed = true
    this.#options.closed?.()
  }
}

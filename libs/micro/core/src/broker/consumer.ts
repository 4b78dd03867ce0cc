import type { BrokerHandler, BrokerMessage, Subscription } from '../broker.ts'
import type { Clock } from '../clock.ts'
import { Handling, type Settlement } from './handling.ts'
import type { SubscribeSettings } from './options.ts'

/** Where a consumer's messages come from. */
export interface Source {
  /** A message is done with: there may be room for another. */
  freed(consumer: Consumer): void
  /** The consumer takes nothing new from now on. Called once. Resolves when nothing is on its way to it any more. */
  leave(consumer: Consumer): void | Promise<void>
}

/** One message for a consumer. */
export interface Handout {
  readonly message: BrokerMessage
  readonly attempt: number
  /** Milliseconds that the message is held for it. @default the subscription's `ackTimeout` */
  readonly held?: number
  /** Tells the broker how it went, once. */
  settle(settlement: Settlement): Promise<void>
  /** Called once, when it is over. */
  finished?(): void
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
  #leaving: void | Promise<void> = undefined
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

  handle(handout: Handout): Handling {
    const { ackTimeout, autoAck } = this.settings
    const { message, attempt, held = ackTimeout } = handout
    const handling: Handling = new Handling({
      topic: this.topic,
      message,
      attempt,
      handler: this.#options.handler,
      autoAck,
      ackTimeout,
      held,
      clock: this.#options.clock,
      settle: (settlement) => handout.settle(settlement),
      finished: () => {
        this.#running.delete(handling)
        handout.finished?.()
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
      this.#leaving = this.#options.source.leave(this)
    }
    await this.#leaving
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

import type {
  Broker,
  BrokerCapabilities,
  BrokerHandler,
  BrokerMessage,
  BrokerPublishOptions,
  BrokerSubscribeOptions,
  DeadLetters,
  Subscription,
} from '@micro/core'
import { errors } from '@micro/core'
import { checkedMessage, checkedName, listLimit, subscribeSettings } from '@micro/core/broker'
import { Connected } from './connected.ts'
import { notConnected } from './errors.ts'
import { type PostgresBrokerOptions, type PostgresSettings, postgresSettings } from './settings.ts'

export interface PostgresBroker extends Broker {
  readonly deadLetters: DeadLetters
  /**
   * Forgets a queue with all it holds, dead letters included. A queue that nobody will ever join again keeps every
   * message of its topic until then. False when it is not there.
   */
  dropQueue(topic: string, queue: string): Promise<boolean>
}

/** A broker on PostgreSQL. Nothing is connected before `connect`. @throws MicroError 400 for options that make no sense */
export function postgres(options: PostgresBrokerOptions = {}): PostgresBroker {
  return new PostgresBrokerImpl(postgresSettings(options))
}

class PostgresBrokerImpl implements PostgresBroker {
  readonly name = 'postgres'
  readonly capabilities: BrokerCapabilities = {
    durable: true,
    queue: true,
    retry: true,
    deadLetter: true,
    ordered: true,
  }
  readonly #settings: PostgresSettings
  /** `connect`s without a `disconnect` yet. */
  #users = 0
  #connected: Connected | undefined
  /** `connect` and `disconnect` go one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(settings: PostgresSettings) {
    this.#settings = settings
  }

  readonly deadLetters: DeadLetters = {
    list: async (queue, options) =>
      this.#connection().statements.letters(checkedName('queue', queue), listLimit(options)),
    replay: async (queue, id) => this.#connection().statements.replay(checkedName('queue', queue), id),
    discard: async (queue, id) => this.#connection().statements.discard(checkedName('queue', queue), id),
  }

  connect(): Promise<void> {
    return this.#next(async () => {
      this.#connected ??= await Connected.open(this.#settings)
      this.#users++
    })
  }

  disconnect(): Promise<void> {
    return this.#next(async () => {
      if (this.#users === 0 || --this.#users > 0) return
      await this.#connected?.close()
      this.#connected = undefined
    })
  }

  async publish(topic: string, message: BrokerMessage, { signal }: BrokerPublishOptions = {}): Promise<void> {
    checkedName('topic', topic)
    const checked = checkedMessage(message, this.#settings.limits)
    const connection = this.#connection()
    if (signal?.aborted) throw errors.canceled('micro.broker', 'the caller gave up', { cause: signal.reason })
    await connection.publisher.publish({ topic, message: checked }, signal)
  }

  async subscribe(topic: string, handler: BrokerHandler, options: BrokerSubscribeOptions = {}): Promise<Subscription> {
    checkedName('topic', topic)
    const settings = subscribeSettings(options)
    return this.#connection().subscribe(topic, handler, settings)
  }

  async dropQueue(topic: string, queue: string): Promise<boolean> {
    return this.#connection().statements.dropQueue(checkedName('topic', topic), checkedName('queue', queue))
  }

  #connection(): Connected {
    if (this.#connected === undefined) throw notConnected()
    return this.#connected
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => {})
    return done
  }
}

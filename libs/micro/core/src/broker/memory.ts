import type {
  Broker,
  BrokerCapabilities,
  BrokerHandler,
  BrokerMessage,
  BrokerPublishOptions,
  BrokerSubscribeOptions,
  DeadLetters,
  Subscription,
} from '../broker.ts'
import { errors } from '../errors.ts'
import { Consumer } from './consumer.ts'
import { type BrokerLimits, checkedMessage, checkedName, defaultBrokerLimits } from './limits.ts'
import { subscribeSettings } from './options.ts'
import { BrokerStore, type BrokerStoreOptions } from './store.ts'

export interface MemoryBrokerOptions extends BrokerStoreOptions {
  readonly limits?: BrokerLimits
  /** Brokers with one store see the same messages. @default a store of its own, with the options above */
  readonly store?: BrokerStore
}

/**
 * The broker of services that live in one process: all that a broker can promise, except that messages outlive it.
 * Services that are given the same broker, or brokers of one store, meet; others never do.
 */
export function memoryBroker(options: MemoryBrokerOptions = {}): Broker {
  return new MemoryBroker(options.store ?? new BrokerStore(options), { ...defaultBrokerLimits, ...options.limits })
}

class MemoryBroker implements Broker {
  readonly name = 'memory'
  readonly capabilities: BrokerCapabilities = {
    durable: false,
    queue: true,
    retry: true,
    deadLetter: true,
    ordered: true,
  }
  readonly deadLetters: DeadLetters
  readonly #store: BrokerStore
  readonly #limits: Required<BrokerLimits>
  readonly #consumers = new Set<Consumer>()
  /** `connect`s without a `disconnect` yet. */
  #users = 0
  #open = false

  constructor(store: BrokerStore, limits: Required<BrokerLimits>) {
    this.#store = store
    this.#limits = limits
    this.deadLetters = store
  }

  async connect(): Promise<void> {
    this.#users++
    this.#open = true
  }

  async disconnect(): Promise<void> {
    if (this.#users === 0 || --this.#users > 0) return
    // Handlers that run may publish until they end.
    await Promise.all([...this.#consumers].map((consumer) => consumer.unsubscribe()))
    if (this.#users === 0) this.#open = false
  }

  async publish(topic: string, message: BrokerMessage, { signal }: BrokerPublishOptions = {}): Promise<void> {
    checkedName('topic', topic)
    const checked = checkedMessage(message, this.#limits)
    this.#check(this.#open)
    if (signal?.aborted) throw errors.canceled('micro.broker', 'the caller gave up', { cause: signal.reason })
    this.#store.publish(topic, checked)
  }

  async subscribe(topic: string, handler: BrokerHandler, options: BrokerSubscribeOptions = {}): Promise<Subscription> {
    checkedName('topic', topic)
    const settings = subscribeSettings(options)
    this.#check(this.#users > 0)
    const { queue: name } = settings
    const queue = name === undefined ? this.#store.single(topic) : this.#store.queue(topic, name)
    const consumer: Consumer = new Consumer({
      topic,
      handler,
      settings,
      clock: this.#store.clock,
      source: {
        freed: () => queue.freed(),
        leave: () => {
          queue.leave(consumer)
          if (name === undefined) this.#store.drop(topic, queue)
        },
      },
      closed: () => this.#consumers.delete(consumer),
    })
    this.#consumers.add(consumer)
    queue.join(consumer)
    return consumer
  }

  #check(connected: boolean): void {
    if (!connected) throw errors.unavailable('micro.broker', 'not connected', { reason: 'NOT_CONNECTED', stack: false })
  }
}

import type { Broker, BrokerSubscribeOptions, Delivery, Subscription } from '../broker.ts'
import { eventHeader } from '../client/publisher.ts'
import type { Clock } from '../clock.ts'
import type { Codec } from '../codec.ts'
import { WorkContext } from '../context.ts'
import type { EventType } from '../description.ts'
import { errors } from '../errors.ts'
import { Reader } from '../protobuf.ts'
import type { Endpoint } from '../registry.ts'
import { Trace } from '../trace.ts'
import { compose, type EventContext, type Receive, type Wrapper } from '../wrapper.ts'
import { schemaOf } from './schema.ts'

/** Handles one kind of event. Resolving settles it, rejecting asks for it again later. */
export type EventHandler<T> = (message: T, ctx: EventContext) => Promise<void>

export interface SubscriberOptions {
  readonly broker: Broker
  readonly codecs: readonly Codec[]
  readonly clock: Clock
  /** In order. */
  readonly wrappers: readonly Wrapper[]
}

/** A subscription as the service keeps it: made before the start, begun by it. */
export class Subscriber {
  readonly #event: EventType
  readonly #receive: Receive
  readonly #subscribe: BrokerSubscribeOptions
  readonly #options: SubscriberOptions
  #subscription: Subscription | undefined

  constructor(event: EventType, handler: Receive, subscribe: BrokerSubscribeOptions, options: SubscriberOptions) {
    this.#event = event
    this.#subscribe = subscribe
    this.#options = options
    this.#receive = compose(options.wrappers, handler, (wrapper, next) => wrapper.subscribe?.(next, event))
  }

  async start(): Promise<void> {
    const { topic } = this.#event
    this.#subscription = await this.#options.broker.subscribe(
      topic,
      (delivery) => this.#handle(delivery),
      this.#subscribe,
    )
  }

  /** Takes no new event and resolves when those being handled are settled. */
  async stop(): Promise<void> {
    await this.#subscription?.unsubscribe()
  }

  /** As Go Micro's: an endpoint named after the event, with its topic. */
  get endpoint(): Endpoint {
    const request = schemaOf(this.#event)
    return { name: request.name, request, response: null, metadata: { topic: this.#event.topic, subscriber: 'true' } }
  }

  async #handle(delivery: Delivery): Promise<void> {
    const { body, header } = delivery.message
    const contentType = header[eventHeader.contentType]
    const codec = this.#options.codecs.find((candidate) => candidate.contentType === contentType)
    if (codec === undefined) throw errors.badRequest('micro.service', `event of unknown content type: ${contentType}`)
    const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    const message = codec.decode(this.#event, new Reader(buffer))
    const ctx = new DeliveryContext(delivery, this.#options.clock)
    const abort = () =>
      ctx.abort(errors.canceled('micro.service', 'the event goes to another handler', { stack: false }))
    delivery.signal.addEventListener('abort', abort, { once: true })
    try {
      await this.#receive(message, ctx)
    } finally {
      delivery.signal.removeEventListener('abort', abort)
    }
  }
}

class DeliveryContext extends WorkContext implements EventContext {
  readonly topic: string
  readonly id: string
  readonly attempt: number
  readonly #delivery: Delivery

  constructor(delivery: Delivery, clock: Clock) {
    const { header, id } = delivery.message
    const trace = Trace.parse(header[eventHeader.traceparent] ?? '')
    super(clock, { metadata: header, trace })
    this.#delivery = delivery
    this.topic = delivery.topic
    this.id = id
    this.attempt = delivery.attempt
  }

  ack(): Promise<void> {
    return this.#delivery.ack()
  }
}

import type { Metadata } from './metadata.ts'

/**
 * Broker: events. Unlike Go Micro's, whose delivery differs silently from plugin to plugin, each broker states in
 * `capabilities` what it promises, and the conformance suite holds it to that; asking for what it can't do is refused.
 */
export interface Broker {
  /** `memory`, `postgres`, `nats`. */
  readonly name: string
  readonly capabilities: BrokerCapabilities
  /**
   * Services may share a broker: each connects it before it uses it and disconnects it in the end.
   * @throws MicroError 503 when the server can't be reached
   */
  connect(): Promise<void>
  /**
   * When called as often as `connect` was: unsubscribes all, waits for handlers that run, which may still publish, and
   * gives back all resources. Before that: nothing.
   */
  disconnect(): Promise<void>
  /**
   * Resolves once the broker has the message: durably, where it is durable. Messages published one after another keep
   * that order, also where the first is not awaited. After a failure the message may have been taken all the same.
   * @throws MicroError 400 for a malformed name or message, 413 for a message over a limit, 429 when a queue is full,
   * 499 when `signal` aborted, 503 when not connected or the server can't be reached
   */
  publish(topic: string, message: BrokerMessage, options?: BrokerPublishOptions): Promise<void>
  /**
   * Resolves once a message published from now on will arrive.
   * @throws MicroError 400 for a malformed name or option, 501 for what this broker can't do, 503 as `publish`
   */
  subscribe(topic: string, handler: BrokerHandler, options?: BrokerSubscribeOptions): Promise<Subscription>
  /** Where messages end that failed too often. Present if `capabilities.deadLetter`. */
  readonly deadLetters?: DeadLetters
}

export interface BrokerCapabilities {
  /** A queue's messages outlive every process: those of subscribers and publishers, and the broker's own. */
  readonly durable: boolean
  /** `queue`: members of one group share its messages, each message goes to one of them. */
  readonly queue: boolean
  /** A failed message is delivered again, later each time. */
  readonly retry: boolean
  /** A message that failed too often is kept aside with its error, to be looked at and replayed. */
  readonly deadLetter: boolean
  /** `ordered`: messages with one key are handled one after another in the order they were published. */
  readonly ordered: boolean
}

export interface BrokerMessage {
  /** Unique; the same on every delivery, so that a consumer can know what it has seen. */
  readonly id: string
  readonly header: Metadata
  readonly body: Uint8Array
  /** Messages with one key keep their order for subscribers that ask for it. */
  readonly key?: string
}

export interface BrokerPublishOptions {
  readonly signal?: AbortSignal
}

/** Resolving acknowledges (unless `autoAck` is false); rejecting asks for another delivery. */
export type BrokerHandler = (delivery: Delivery) => Promise<void>

/** One attempt to hand over a message. At least once: a message may come again after it was handled. */
export interface Delivery {
  readonly topic: string
  readonly message: BrokerMessage
  /** 1 at the first attempt. */
  readonly attempt: number
  /** Aborts when the broker no longer holds the message for this handler: somebody else may get it. */
  readonly signal: AbortSignal
  /**
   * Settles the message now; what the handler does after that can't bring it back.
   * @throws MicroError 409 `NOT_HELD` when the message was lost to this handler before
   */
  ack(): Promise<void>
}

export interface BrokerSubscribeOptions {
  /**
   * The group that shares the messages; with a durable broker it keeps them while no member runs, from its first
   * subscription on. @default none: this subscriber alone gets every message while it is there
   */
  readonly queue?: string
  /** Messages handled at once by this subscriber. @default 16 */
  readonly concurrency?: number
  /**
   * One key, one message at a time, in order; a failing message holds up its key, not the others. Members of one queue
   * should say the same: the newest one's word holds for all. @default false
   */
  readonly ordered?: boolean
  /** @default true */
  readonly autoAck?: boolean
  readonly retry?: RetryPolicy
  /** Milliseconds a handler may take before its message goes to somebody else. @default 30000 */
  readonly ackTimeout?: number
}

export interface RetryPolicy {
  /** Deliveries in all before a message is dead. @default 10 */
  readonly attempts?: number
  /** Milliseconds before the second delivery; doubles each time; of that, half to all is waited. @default 200 */
  readonly minDelay?: number
  /** @default 60000 */
  readonly maxDelay?: number
}

export interface Subscription {
  readonly topic: string
  readonly queue: string | undefined
  /** Takes no new message and resolves when those being handled are settled. */
  pause(): Promise<void>
  /** `pause`, then gives the subscription up. A queue's messages stay for its other and later members. */
  unsubscribe(): Promise<void>
}

export interface DeadLetters {
  /** Oldest first. @param options.limit 1 to 1000. @default 100 */
  list(queue: string, options?: { readonly limit?: number }): Promise<readonly DeadLetter[]>
  /** Delivers it again, after what is there now, with its attempts counted from 1. False when it is not there. */
  replay(queue: string, id: string): Promise<boolean>
  /** Removes it for good. False when it is not there. */
  discard(queue: string, id: string): Promise<boolean>
}

export interface DeadLetter {
  readonly topic: string
  readonly message: BrokerMessage
  readonly attempts: number
  /** The last failure's text. */
  readonly error: string
  /** Milliseconds since 1970 UTC. */
  readonly at: number
}

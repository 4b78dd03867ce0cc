import type { Context } from './context.ts'
import type { EventType, Method, ServiceDescription } from './description.ts'
import type { Metadata } from './metadata.ts'
import type { Filter } from './selector.ts'

/**
 * Client: calls and publishes. A typed client of one service is made of it by `client(description)`; `call` and
 * `stream` are the same by hand, for tools and proxies that know no types.
 */
export interface Client {
  /** The typed client: each method of the description, wrapped. @param name @default the description's service */
  client<C>(description: ServiceDescription<C, unknown>, name?: string): C
  /**
   * One request, one response.
   * @throws MicroError what the handler threw; 408 past the deadline; 499 when `signal` aborted; 503 when no node
   * answers; 413 for a message that is too large
   */
  call<Q, S>(service: string, method: Method<Q, S>, request: Q, options?: CallOptions): Promise<S>
  /**
   * Any of the streaming kinds: requests out, responses in. Reading slowly holds the server back; leaving the loop
   * early cancels the call. A unary side is a stream of one.
   */
  stream<Q, S>(
    service: string,
    method: Method<Q, S>,
    requests: AsyncIterable<Q>,
    options?: CallOptions,
  ): AsyncIterable<S>
  /** Resolves once the broker has the event. */
  publish<T>(event: EventType<T>, message: T, options?: PublishOptions): Promise<void>
  /** Closes all connections. Calls under way fail with 503. */
  close(): Promise<void>
}

export interface CallOptions {
  /** On whose behalf: its deadline, cancellation, trace and forwarded metadata hold for this call. */
  readonly ctx?: Context
  /** Milliseconds for the whole call, retries included; never longer than `ctx` allows. @default 5000, streams: none */
  readonly timeout?: number
  readonly signal?: AbortSignal
  /** Said beside the request, over what `ctx` forwards. */
  readonly metadata?: Metadata
  /** Further attempts after the first, for idempotent methods, within the client's retry budget. @default 1 */
  readonly retries?: number
  /** The encoding. @default application/protobuf */
  readonly contentType?: string
  /** Dial these, without registry and selector. */
  readonly address?: string | readonly string[]
  readonly filters?: readonly Filter[]
  /** What a hashing strategy keeps together. */
  readonly key?: string
}

export interface PublishOptions {
  readonly ctx?: Context
  readonly metadata?: Metadata
  readonly signal?: AbortSignal
  /** Same on a repeated publish of the same event. @default a random UUID */
  readonly id?: string
  /** Keeps order among events of one key. @default the value of the event's key field */
  readonly key?: string
}

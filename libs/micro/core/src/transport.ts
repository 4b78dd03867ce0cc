import type { Codec } from './codec.ts'
import type { MessageType } from './description.ts'
import type { MicroError } from './errors.ts'
import type { Metadata } from './metadata.ts'
import type { Reader } from './protobuf.ts'
import type { Trace } from './trace.ts'

/**
 * Transport: sockets that carry messages. Go Micro's verbs (dial, listen, accept, send, recv), with two differences
 * that speed asks for: a message is a struct that is reused and not a map of headers, and its body is encoded by the
 * transport itself, straight into the buffer that goes to the kernel. Both keep the http and nats wires possible:
 * each field has its header there (docs/architecture.md, “The tcp wire”).
 */
export interface Transport {
  /** `tcp`, `memory`, `http`. */
  readonly name: string
  /** Whether one socket carries many calls at once. If not, the client takes a socket per call, or per stream. */
  readonly multiplexed: boolean
  /** @throws MicroError 503 when nobody answers within `timeout` */
  dial(address: string, options?: DialOptions): Promise<Socket>
  /** Resolves once connections are accepted. @throws MicroError when the address is taken or not allowed */
  listen(address: string, options?: ListenOptions): Promise<Listener>
}

export interface SocketOptions {
  /** Bytes of the largest message, in either direction. @default 4 MiB */
  readonly maxMessage?: number
}

export interface DialOptions extends SocketOptions {
  /** Milliseconds to connect. @default 5000 */
  readonly timeout?: number
  readonly signal?: AbortSignal
}

export type ListenOptions = SocketOptions

export interface Listener {
  /** What to dial: `host:port`, the real port where 0 was asked for. */
  readonly address: string
  /** Called for each new socket, before anything is read from it. */
  accept(handler: (socket: Socket) => void): void
  /** Accepts no more. Sockets that are open stay. */
  close(): Promise<void>
}

export interface Socket {
  readonly local: string
  readonly remote: string
  /** Whether the peer still takes new requests: false after its `goaway` and after close. */
  readonly open: boolean
  /**
   * Encodes the message and queues its bytes; what is queued in one turn of the event loop leaves in one write. The
   * message may be reused at once.
   * @returns false when the peer reads more slowly than we write: hold back until `drain`
   * @throws MicroError 413 for a message over the limit, 429 when far too much is queued, 503 when closed; and what
   * the codec throws. After a throw nothing of the message was sent and the socket goes on.
   */
  send(message: Message): boolean
  /** Who receives. Set once, in the turn the socket was made. */
  recv(receiver: Receiver): void
  /** Stops or resumes reading, so that the peer is held back. */
  pause(): void
  resume(): void
  /**
   * Asks the peer to send no new requests; those under way and those already sent still come. Resolves when the peer
   * has understood, so that nothing new can be lost by closing once the answers are out.
   */
  goaway(): Promise<void>
  /** Sends what is queued, then closes. */
  close(): Promise<void>
}

/** The receiving end of a socket. Called in order, never inside one another. */
export interface Receiver {
  /** The message, its body included, is valid only until this returns. */
  message(message: Message): void
  /** `send` returned false before and may go on now. */
  drain(): void
  /** The peer takes no new requests on this socket. */
  goaway(): void
  /** No more comes and nothing can be sent; called once, with the cause where the peer did not close in order. */
  close(cause?: MicroError): void
}

/**
 * What a message is. The first four are Go Micro's (its event type travels by broker here); the rest make streams and
 * cancellation.
 */
export const MessageKind = {
  /** Opens a call; carries the request of a unary or server-streaming one. */
  request: 1,
  /** The answer of a unary or client-streaming call, and its end. */
  response: 2,
  /** The end of a call that failed; carries `error`. */
  error: 3,
  /** The caller gave up. */
  cancel: 4,
  /** One message of a stream, either way. */
  data: 5,
  /** No more `data` from this side. From the server also the end of the call. */
  end: 6,
  /** The receiver has taken `credit` bytes of a stream: as many more may be sent. */
  credit: 7,
} as const
export type MessageKind = (typeof MessageKind)[keyof typeof MessageKind]

/** What is called, by whom and in which encoding: what every request of one kind has in common. */
export interface Route {
  /** The registered name, `renting.house`. */
  readonly service: string
  /** `HouseService.GetHouse`. */
  readonly endpoint: string
  /** Bare: `application/protobuf`. */
  readonly contentType: string
  /** The caller's service name, Go Micro's `Micro-From-Service`; may be empty. */
  readonly from: string
  /** Free for the receiver: what it found for this route, so that it looks once per connection. */
  target?: unknown
}

/** A message as it goes over a socket. One instance per sender is filled anew each time; see the fields. */
export class Message {
  kind: MessageKind = MessageKind.request
  /** The call on this socket, chosen by its caller: 1 to 2^31-1. */
  id = 0
  /**
   * Requests only. Incoming, one object per route and socket; outgoing, keep one object per route: a socket knows it
   * by identity and describes it to the peer once.
   */
  route: Route | null = null
  /** Milliseconds that are left; 0 for no limit. Requests only. */
  timeout = 0
  /** Requests only. */
  trace: Trace | null = null
  /** Requests and responses. */
  metadata: Metadata | null = null
  /** Kind `error` only. */
  error: MicroError | null = null
  /** Kind `credit` only: bytes. */
  credit = 0

  /** Outgoing body: `value` of `type`, encoded by `codec`. A message without one has `codec` null. */
  codec: Codec | null = null
  type: MessageType | null = null
  value: unknown = null

  /** Incoming body: from `pos` to `len`. */
  body: Reader | null = null
  /** Bytes of the body; set by `send` and on receipt. What stream credit counts. */
  size = 0
}

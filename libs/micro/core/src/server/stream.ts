import { errors, MicroError } from '../errors.ts'
import { Inbound } from '../stream/inbound.ts'
import { Outbound } from '../stream/outbound.ts'
import { Message, MessageKind } from '../transport.ts'
import type { ServerCall } from './call.ts'
import type { ServerConnection } from './connection.ts'
import { failureOf, malformed } from './failure.ts'

/** The server's side of a streaming call, of any of the three kinds. */
export class ServerStream {
  readonly #connection: ServerConnection
  readonly #call: ServerCall
  readonly #out = new Message()
  readonly #inbound: Inbound<unknown>
  readonly #outbound: Outbound<unknown>
  #done = false

  constructor(connection: ServerConnection, call: ServerCall) {
    this.#connection = connection
    this.#call = call
    this.#inbound = new Inbound({
      maxMessage: connection.server.maxMessage,
      credit: (bytes) => this.#send(MessageKind.credit, { credit: bytes }),
      left: () => {},
    })
    this.#outbound = new Outbound({ write: (value) => this.#send(MessageKind.data, { value }) })
  }

  /** The request frame: the request itself for a server stream, else the beginning of a stream of them. */
  open(message: Message): void {
    const { codec, target } = this.#call
    let request: unknown = this.#inbound
    try {
      if (target.method.kind === 'server-stream') request = codec.decode(target.method.request, message.body!)
    } catch (error) {
      return this.abort(malformed(this.#call, error))
    }
    this.#run(request).then(
      () => this.#end(undefined),
      (error) => this.#fail(error),
    )
  }

  message(message: Message): void {
    if (message.kind === MessageKind.credit) return this.#outbound.credit(message.credit)
    if (message.kind === MessageKind.end) return this.#inbound.end()
    const { codec, target } = this.#call
    let value: unknown
    try {
      value = codec.decode(target.method.request, message.body!)
    } catch (error) {
      return this.abort(malformed(this.#call, error))
    }
    if (!this.#inbound.push(value, message.size)) {
      this.abort(errors.tooManyRequests(this.#call.service, 'stream sent more than its window', { stack: false }))
    }
  }

  drained(): void {
    this.#outbound.drained()
  }

  /** Ends the call at once, telling the handler, its sources and the caller. */
  abort(error: MicroError): void {
    if (this.#done) return
    this.#call.abort(error)
    this.#inbound.end(error)
    this.#outbound.stop(error)
    this.#end(error)
  }

  async #run(request: unknown): Promise<void> {
    const { target } = this.#call
    const result = await target.handle(request, this.#call)
    if (target.method.kind === 'client-stream') {
      if (!this.#done) this.#send(MessageKind.response, { value: result })
      return
    }
    await this.#outbound.pump(result as AsyncIterable<unknown>)
    if (!this.#done) this.#send(MessageKind.end, {})
  }

  #fail(thrown: unknown): void {
    if (this.#done) return
    if (!(thrown instanceof MicroError)) this.#connection.server.fault(thrown, this.#call)
    this.#end(failureOf(thrown, this.#call.service))
  }

  #end(error: MicroError | undefined): void {
    if (this.#done) return
    this.#done = true
    if (error !== undefined) {
      this.#call.target.stats.errors++
      this.#connection.refuse(this.#call.id, error)
    }
    this.#inbound.end()
    this.#connection.streamDone(this.#call)
  }

  #send(kind: MessageKind, fields: { readonly value?: unknown; readonly credit?: number }) {
    const out = this.#out
    out.kind = kind
    out.id = this.#call.id
    out.credit = fields.credit ?? 0
    out.codec = 'value' in fields ? this.#call.codec : null
    out.type = this.#call.target.method.response
    out.value = fields.value
    if (this.#done) return { size: 0, room: true }
    const room = this.#connection.socket.send(out)
    return { size: out.size, room }
  }
}

import type { Codec } from '../codec.ts'
import { errors, MicroError } from '../errors.ts'
import { Message, MessageKind, type Receiver, type Route, type Socket } from '../transport.ts'
import { ServerCall } from './call.ts'
import { failureOf, malformed } from './failure.ts'
import type { Endpoint } from './router.ts'
import type { RpcServer } from './rpc.ts'
import { ServerStream } from './stream.ts'

/** What a route leads to, found once per connection; an error where it leads nowhere. */
type Target = { readonly endpoint: Endpoint; readonly codec: Codec } | { readonly refusal: MicroError }

/** In place of an error that is too large, or malformed: a reply, always. */
const unsendable = errors.internal('micro.server', "the call failed, with an error that can't be sent", {
  stack: false,
})

/** The server's side of one socket: takes requests, gives them to handlers, answers. */
export class ServerConnection implements Receiver {
  readonly server: RpcServer
  readonly socket: Socket
  readonly #out = new Message()
  /** Calls that did not answer at once. */
  readonly #calls = new Map<number, ServerCall>()
  readonly #streams = new Map<number, ServerStream>()
  #paused = false

  constructor(server: RpcServer, socket: Socket) {
    this.server = server
    this.socket = socket
  }

  message(message: Message): void {
    switch (message.kind) {
      case MessageKind.request:
        return this.#request(message)
      case MessageKind.cancel:
        return this.#cancel(message.id)
      case MessageKind.data:
      case MessageKind.end:
      case MessageKind.credit:
        this.#streams.get(message.id)?.message(message)
    }
  }

  drain(): void {
    if (this.#paused) {
      this.#paused = false
      this.socket.resume()
    }
    for (const stream of this.#streams.values()) stream.drained()
  }

  /** Only servers go away. */
  goaway(): void {}

  close(): void {
    this.server.closed(this)
    const gone = errors.canceled(this.server.service, 'the caller is gone', { stack: false })
    for (const call of [...this.#calls.values()]) {
      call.abort(gone)
      this.#done(call)
    }
    for (const stream of [...this.#streams.values()]) stream.abort(gone)
  }

  // --- requests

  #request(message: Message): void {
    const route = message.route!
    route.target ??= this.#find(route)
    const target = route.target as Target
    if ('refusal' in target) return this.refuse(message.id, target.refusal)
    const { endpoint, codec } = target
    const { server } = this
    if (!endpoint.internal) {
      const refusal = server.admission.refuse()
      if (refusal !== undefined) return this.refuse(message.id, refusal)
    }
    if (this.#calls.has(message.id) || this.#streams.has(message.id)) {
      return this.refuse(message.id, errors.badRequest(server.service, 'call id is in use', { stack: false }))
    }
    const call = new ServerCall(this, message, endpoint, codec)
    server.admission.enter()
    endpoint.stats.requests++
    if (endpoint.method.kind !== 'unary') return this.#open(call, message)
    let request: unknown
    try {
      request = codec.decode(endpoint.method.request, message.body!)
    } catch (error) {
      return this.fail(call, malformed(call, error))
    }
    let result: unknown
    try {
      result = endpoint.handle(request, call)
    } catch (error) {
      return this.fail(call, this.#explain(error, call))
    }
    if (!isPromise(result)) return this.#respond(call, result)
    this.#calls.set(call.id, call)
    if (call.deadline !== Number.POSITIVE_INFINITY) server.wheel.add(call, call.deadline)
    result.then(
      (response) => this.#respond(call, response),
      (error) => this.fail(call, this.#explain(error, call)),
    )
  }

  #find(route: Route): Target {
    const { service, router, codecs } = this.server
    if (route.service !== service) {
      // An address may be taken over by another service before its old registration has lapsed.
      const detail = `${this.socket.local} is ${service}, not ${route.service}`
      return { refusal: errors.unavailable(service, detail, { unprocessed: true, stack: false }) }
    }
    const endpoint = router.find(route.endpoint)
    if (endpoint === undefined) {
      return { refusal: errors.notImplemented(service, `no such endpoint: ${route.endpoint}`, { stack: false }) }
    }
    const codec = codecs.find(({ contentType }) => contentType === route.contentType)
    if (codec === undefined) {
      return { refusal: errors.badRequest(service, `unknown content type: ${route.contentType}`, { stack: false }) }
    }
    return { endpoint, codec }
  }

  #open(call: ServerCall, message: Message): void {
    const stream = new ServerStream(this, call)
    this.#streams.set(call.id, stream)
    if (call.deadline !== Number.POSITIVE_INFINITY) this.server.wheel.add(call, call.deadline)
    stream.open(message)
  }

  #cancel(id: number): void {
    const reason = errors.canceled(this.server.service, 'canceled by the caller', { stack: false })
    const call = this.#calls.get(id)
    if (call !== undefined) {
      call.abort(reason)
      this.#done(call)
    }
    this.#streams.get(id)?.abort(reason)
  }

  /** A fault's text stays in the service: the caller learns that there was one, the log learns which. */
  #explain(thrown: unknown, call: ServerCall): MicroError {
    if (!(thrown instanceof MicroError)) this.server.fault(thrown, call)
    return failureOf(thrown, this.server.service)
  }

  // --- answers

  #respond(call: ServerCall, value: unknown): void {
    if (call.answered) return
    const out = this.#out
    out.kind = MessageKind.response
    out.id = call.id
    out.codec = call.codec
    out.type = call.target.method.response
    out.value = value
    let room: boolean
    try {
      room = this.socket.send(out)
    } catch (error) {
      return this.fail(call, this.#explain(error, call))
    } finally {
      out.value = null
    }
    this.#done(call)
    if (!room) this.#hold()
  }

  /** Answers with an error, and ends the call. */
  fail(call: ServerCall, error: MicroError): void {
    const stream = this.#streams.get(call.id)
    if (stream !== undefined) return stream.abort(error)
    if (call.answered) return
    this.#done(call)
    call.target.stats.errors++
    this.refuse(call.id, error)
  }

  /** Answers with an error where no call was begun. */
  refuse(id: number, error: MicroError): void {
    const out = this.#out
    out.kind = MessageKind.error
    out.id = id
    out.codec = null
    out.error = error
    try {
      if (!this.socket.send(out)) this.#hold()
    } catch {
      // The connection is gone, and with it whoever waited for this; or the error can't be sent as it is.
      if (error !== unsendable) this.refuse(id, unsendable)
    }
  }

  /** The end of a call, however it ended. */
  #done(call: ServerCall): void {
    call.answered = true
    if (call.before !== null) this.server.wheel.remove(call)
    this.#calls.delete(call.id)
    this.server.finished(call)
  }

  streamDone(call: ServerCall): void {
    this.#streams.delete(call.id)
    this.#done(call)
  }

  /** A peer that does not take our answers gets no more of its requests read. */
  #hold(): void {
    if (this.#paused) return
    this.#paused = true
    this.socket.pause()
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as Promise<unknown>).then === 'function'
}

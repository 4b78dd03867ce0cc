import type { CallOptions } from '../client.ts'
import type { Abortable } from '../context.ts'
import { errors, MicroError } from '../errors.ts'
import { Inbound } from '../stream/inbound.ts'
import { Outbound } from '../stream/outbound.ts'
import { type Message, MessageKind } from '../transport.ts'
import type { Timed } from '../wheel.ts'
import { type Choice, type Core, canceled, choose, deadlineOf, mark, metadataOf } from './attempt.ts'
import type { Connection, Pending } from './connection.ts'
import type { Encoding, Target } from './target.ts'

const id = 'micro.client'
const maxFailovers = 3

/** A streaming call of any kind, from its first request to the last response. */
export class StreamCall implements Pending, Timed, Abortable {
  readonly #core: Core
  readonly #target: Target
  readonly #options: CallOptions
  readonly #encoding: Encoding
  readonly #deadline: number
  readonly #requests: AsyncIterable<unknown>
  readonly #inbound: Inbound<unknown>
  readonly #outbound: Outbound<unknown>
  readonly #tried: Choice[] = []
  /** The one request of a server stream: kept, so that another node can be asked. */
  #request: unknown
  #candidate: Choice | null = null
  #connection: Connection | null = null
  #opened = 0
  #answered = false
  #done = false
  #onAbort: (() => void) | undefined
  id = 0
  before: Timed | null = null
  after: Timed | null = null
  due = 0

  constructor(core: Core, target: Target, requests: AsyncIterable<unknown>, options: CallOptions) {
    this.#core = core
    this.#target = target
    this.#requests = requests
    this.#options = options
    this.#encoding = target.encodingOf(options.contentType)
    this.#deadline = deadlineOf(options, Number.POSITIVE_INFINITY, core.clock.now())
    this.#inbound = new Inbound({
      maxMessage: core.maxMessage,
      credit: (bytes) => this.#credit(bytes),
      left: () => this.abort(errors.canceled(id, 'the reader left', { stack: false })),
    })
    this.#outbound = new Outbound({ write: (request) => this.#write(MessageKind.data, request) })
  }

  /** Begins the call. @returns its responses */
  start(): AsyncIterator<unknown> {
    const { ctx, signal } = this.#options
    if (this.#deadline !== Number.POSITIVE_INFINITY) this.#core.wheel.add(this, this.#deadline)
    ctx?.attach(this)
    if (signal !== undefined) {
      this.#onAbort = () => this.abort(canceled(signal, this.#name))
      signal.addEventListener('abort', this.#onAbort, { once: true })
      if (signal.aborted) this.#onAbort()
    }
    void this.#begin()
    return this.#inbound
  }

  async #begin(): Promise<void> {
    try {
      if (this.#target.method.kind === 'server-stream') this.#request = await only(this.#requests)
      await this.#open()
    } catch (error) {
      this.#end(error)
    }
  }

  /** Tries nodes until one takes the call. */
  async #open(): Promise<void> {
    while (!this.#done) {
      const candidate = await this.#choose()
      this.#candidate = candidate
      try {
        const connection = await this.#core.pool.get(candidate.node.address)
        if (this.#done) return this.#release('neutral')
        this.#connection = connection
        this.#opened = this.#core.clock.now()
        connection.add(this)
        this.#write(MessageKind.request, this.#request)
      } catch (error) {
        this.#release(isFailure(error) ? 'failure' : 'neutral')
        if (!this.#another(candidate, error)) throw error
        continue
      }
      if (this.#target.method.kind !== 'server-stream') void this.#pump()
      return
    }
  }

  async #choose(): Promise<Choice> {
    const { waiting } = this.#core
    waiting.add(this)
    try {
      return await choose(
        this.#core,
        this.#target.service,
        this.#options,
        this.#tried.length,
        this.#tried,
        this.#core.clock.now(),
      )
    } finally {
      waiting.delete(this)
    }
  }

  #another(candidate: Choice, error: unknown): boolean {
    const again = this.#tried.some(({ node }) => node.id === candidate.node.id)
    this.#tried.push(candidate)
    return error instanceof MicroError && error.unprocessed && !again && this.#tried.length <= maxFailovers
  }

  async #pump(): Promise<void> {
    try {
      const all = await this.#outbound.pump(this.#requests)
      if (all && !this.#done) this.#write(MessageKind.end)
    } catch (error) {
      if (!this.#done) this.abort(MicroError.from(error, id))
    }
  }

  #write(kind: MessageKind, value?: unknown): { readonly size: number; readonly room: boolean } {
    if (this.id === 0) return { size: 0, room: true }
    const { out, socket } = this.#connection!
    out.kind = kind
    out.id = this.id
    out.codec = value === undefined ? null : this.#encoding.codec
    out.type = this.#target.method.request
    out.value = value
    if (kind === MessageKind.request) {
      const left = this.#deadline - this.#core.clock.now()
      out.route = this.#encoding.route
      out.timeout = left === Number.POSITIVE_INFINITY ? 0 : Math.max(1, left)
      out.trace = this.#options.ctx?.trace?.child() ?? null
      out.metadata = metadataOf(this.#options, this.#core.forward)
    }
    try {
      const room = socket.send(out)
      return { size: out.size, room }
    } catch (error) {
      if (error instanceof MicroError) throw error
      throw errors.badRequest(id, `${this.#name}: request can't be encoded: ${(error as Error).message}`, {
        cause: error,
      })
    } finally {
      out.value = null
    }
  }

  #credit(bytes: number): void {
    if (this.id === 0) return
    const { out, socket } = this.#connection!
    out.kind = MessageKind.credit
    out.id = this.id
    out.codec = null
    out.credit = bytes
    socket.send(out)
  }

  // --- what comes

  message(message: Message): void {
    this.#answer()
    switch (message.kind) {
      case MessageKind.credit:
        return this.#outbound.credit(message.credit)
      case MessageKind.data:
        return this.#receive(message)
      case MessageKind.response:
        this.#receive(message)
        return this.#end()
      case MessageKind.end:
        return this.#end()
    }
  }

  drained(): void {
    this.#outbound.drained()
  }

  failed(error: MicroError): void {
    if (this.#done) return
    const candidate = this.#candidate!
    const fresh = !this.#answered && this.#target.method.kind === 'server-stream'
    this.#release(isFailure(error) ? 'failure' : 'ok')
    if (fresh && this.#another(candidate, error)) this.#open().catch((other) => this.#end(other))
    else this.#end(error)
  }

  #receive(message: Message): void {
    let response: unknown
    try {
      response = this.#encoding.codec.decode(this.#target.method.response, message.body!)
    } catch (cause) {
      return this.abort(errors.internal(id, `${this.#name}: malformed response`, { cause }))
    }
    if (!this.#inbound.push(response, message.size)) {
      this.abort(errors.internal(id, `${this.#name} sent more than the window of its stream`))
    }
  }

  /** The first sign of the handler: its latency. The stream itself may last as long as it likes. */
  #answer(): void {
    if (this.#answered) return
    this.#answered = true
    this.#target.budget.success()
  }

  // --- how it ends

  expire(): void {
    this.abort(errors.timeout(id, `${this.#name}: deadline passed`, { stack: false }))
  }

  abort(reason: MicroError): void {
    if (this.#done) return
    if (this.id !== 0) this.#connection!.cancel(this.id)
    this.#end(reason)
  }

  #end(error?: unknown): void {
    if (this.#done) return
    this.#done = true
    this.#release(error === undefined ? 'ok' : 'neutral')
    if (this.before !== null) this.#core.wheel.remove(this)
    this.#options.ctx?.detach(this)
    if (this.#onAbort !== undefined) this.#options.signal!.removeEventListener('abort', this.#onAbort)
    this.#outbound.stop()
    this.#inbound.end(error === undefined ? undefined : MicroError.from(error, id))
  }

  #release(result: 'ok' | 'failure' | 'neutral'): void {
    const candidate = this.#candidate
    this.#connection?.remove(this)
    this.#connection = null
    if (candidate === null) return
    this.#candidate = null
    const latency = this.#opened === 0 ? 0 : this.#core.clock.now() - this.#opened
    // How long a stream lives says nothing of how fast its node answers.
    mark(this.#core, this.#options, candidate, { latency, result: result === 'ok' ? 'neutral' : result })
  }

  get #name(): string {
    return `${this.#target.service} ${this.#target.method.endpoint}`
  }
}

/** Whether it is the node's fault. */
function isFailure(error: unknown): boolean {
  return error instanceof MicroError && (error.code >= 500 || error.code === 408)
}

async function only(requests: AsyncIterable<unknown>): Promise<unknown> {
  for await (const request of requests) return request
  throw errors.badRequest(id, 'a server stream needs one request')
}

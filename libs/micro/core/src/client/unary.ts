import type { CallOptions } from '../client.ts'
import type { Abortable } from '../context.ts'
import { errors, MicroError } from '../errors.ts'
import type { Metadata } from '../metadata.ts'
import { type Message, MessageKind } from '../transport.ts'
import type { Timed } from '../wheel.ts'
import { type Choice, type Core, canceled, choose, deadlineOf, mark, metadataOf, untried } from './attempt.ts'
import type { Connection, Pending } from './connection.ts'
import type { Encoding, Target } from './target.ts'

const id = 'micro.client'

/**
 * Further attempts of a call that certainly was not begun: at once on nodes that were not tried, then after a pause. The
 * pauses together are about half a second, in which a registry's watch tells of the instance that took over.
 */
const maxFailovers = 8
/** Milliseconds before a first retry; doubled each time, and drawn evenly from nothing to that (full jitter). */
const backoffBase = 20
const backoffMax = 1000

/**
 * A call with one request and one response, over as many attempts as it takes. It is its own entry in the
 * connection's table, in the wheel and on its caller's context, so that a call allocates itself and its promise.
 */
export class UnaryCall implements Pending, Timed, Abortable {
  readonly #core: Core
  readonly #target: Target
  readonly #request: unknown
  readonly #options: CallOptions
  readonly #encoding: Encoding
  readonly #metadata: Metadata | null
  readonly #begun: number
  readonly #deadline: number
  readonly #resolve: (response: unknown) => void
  readonly #reject: (error: unknown) => void
  #tried: Choice[] | undefined
  #attempt = 0
  #retries = 0
  #pauses = 0
  #candidate: Choice | null = null
  #connection: Connection | null = null
  #sent = 0
  /** Time has gone by since the call began. */
  #waited = false
  #done = false
  #onAbort: (() => void) | undefined
  id = 0
  before: Timed | null = null
  after: Timed | null = null
  due = 0

  constructor(
    core: Core,
    target: Target,
    request: unknown,
    options: CallOptions,
    resolve: (response: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#core = core
    this.#target = target
    this.#request = request
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
    this.#encoding = options.contentType === undefined ? target.encoding : target.encodingOf(options.contentType)
    this.#metadata = metadataOf(options, core.forward)
    this.#begun = core.clock.now()
    this.#deadline = deadlineOf(options, core.timeout, this.#begun)
  }

  start(): void {
    const { ctx, signal } = this.#options
    if (this.#deadline !== Number.POSITIVE_INFINITY) this.#core.wheel.add(this, this.#deadline)
    ctx?.attach(this)
    if (signal !== undefined) {
      this.#onAbort = () => this.abort(canceled(signal, this.#name))
      signal.addEventListener('abort', this.#onAbort, { once: true })
      if (signal.aborted) this.#onAbort()
    }
    if (!this.#done) this.#select()
  }

  /** Reading the clock costs as much as encoding a small message: where nothing was waited for it is still the same. */
  #now(): number {
    return this.#waited ? this.#core.clock.now() : this.#begun
  }

  // --- one attempt

  #select(): void {
    let candidate: Choice | Promise<Choice>
    try {
      candidate = choose(
        this.#core,
        this.#target.service,
        this.#options,
        this.#attempt,
        this.#tried ?? untried,
        this.#now(),
      )
    } catch (error) {
      return this.#end(error)
    }
    if (candidate instanceof Promise) {
      this.#waited = true
      const { waiting } = this.#core
      waiting.add(this)
      candidate.then(
        (found) => {
          waiting.delete(this)
          this.#dial(found)
        },
        (error) => {
          waiting.delete(this)
          this.#end(error)
        },
      )
    } else this.#dial(candidate)
  }

  #dial(candidate: Choice): void {
    if (this.#done) return mark(this.#core, this.#options, candidate, { latency: 0, result: 'neutral' })
    this.#candidate = candidate
    this.#attempt++
    const connection = this.#core.pool.get(candidate.node.address)
    if (connection instanceof Promise) {
      this.#waited = true
      connection.then(
        (dialed) => this.#send(dialed),
        (error) => this.failed(error),
      )
    } else this.#send(connection)
  }

  #send(connection: Connection): void {
    if (this.#done) return
    const now = this.#now()
    const { out, socket } = connection
    this.#connection = connection
    this.#sent = now
    try {
      connection.add(this)
      out.kind = MessageKind.request
      out.id = this.id
      out.route = this.#encoding.route
      out.timeout = this.#deadline === Number.POSITIVE_INFINITY ? 0 : Math.max(1, this.#deadline - now)
      out.trace = this.#options.ctx?.trace?.child() ?? null
      out.metadata = this.#metadata
      out.codec = this.#encoding.codec
      out.type = this.#target.method.request
      out.value = this.#request
      socket.send(out)
    } catch (error) {
      if (error instanceof MicroError) this.failed(error)
      else this.#fault(error)
    } finally {
      out.value = null
    }
  }

  message(message: Message): void {
    if (message.kind !== MessageKind.response) return
    let response: unknown
    try {
      response = this.#encoding.codec.decode(this.#target.method.response, message.body!)
    } catch (cause) {
      this.#release('failure')
      return this.#end(
        errors.internal(id, `${this.#name} answered with what is no ${this.#target.method.response.name}`, { cause }),
      )
    }
    this.#release('ok')
    this.#target.budget.success()
    this.#settle()
    this.#resolve(response)
  }

  // --- how an attempt ends otherwise

  failed(error: MicroError): void {
    if (this.#done) return
    const candidate = this.#candidate!
    this.#release(error.code >= 500 || error.code === 408 ? 'failure' : 'ok')
    const delay = this.#repeatAfter(error, candidate)
    if (delay === undefined) return this.#end(error)
    this.#waited = true
    this.#tried ??= []
    this.#tried.push(candidate)
    if (delay === 0) this.#select()
    else this.#core.clock.after(delay, () => this.#done || this.#select())
  }

  /** Milliseconds until the next attempt; undefined when there is none. */
  #repeatAfter(error: MicroError, candidate: Choice): number | undefined {
    if (this.#deadline <= this.#core.clock.now()) return undefined
    const retries = this.#options.retries ?? this.#core.retries
    if (error.unprocessed) {
      const tried = this.#tried ?? []
      if (tried.length >= maxFailovers) return undefined
      if (!tried.some(({ node }) => node.id === candidate.node.id)) return 0
      if (retries === 0) return undefined
      // A node that is not there costs nothing to ask again; one that has too much to do needs to be left alone.
      if (error.reason === 'OVERLOADED' && !this.#target.budget.take()) return undefined
      return this.#pause()
    }
    const safe = this.#target.idempotent && error.code >= 500 && error.code !== 501
    if (!safe || this.#retries >= retries || !this.#target.budget.take()) return undefined
    this.#retries++
    return this.#pause()
  }

  #pause(): number {
    return this.#core.random() * Math.min(backoffMax, backoffBase * 2 ** this.#pauses++)
  }

  /** The deadline has passed. */
  expire(): void {
    if (this.#done) return
    const phase = this.#candidate === null ? 'finding a node' : this.id === 0 ? 'connecting' : 'waiting for the answer'
    const to = this.#candidate === null ? '' : ` at ${this.#candidate.node.address}`
    this.#giveUp(
      'failure',
      errors.timeout(id, `${this.#name}: deadline passed while ${phase}${to} (attempt ${Math.max(1, this.#attempt)})`, {
        stack: false,
      }),
    )
  }

  abort(reason: MicroError): void {
    if (!this.#done) this.#giveUp('neutral', reason)
  }

  #giveUp(result: 'failure' | 'neutral', error: MicroError): void {
    if (this.id !== 0) this.#connection!.cancel(this.id)
    this.#release(result)
    this.#end(error)
  }

  /** The request is not what its type says: the caller's mistake, thrown as it is. */
  #fault(error: unknown): void {
    this.#release('neutral')
    this.#end(
      errors.badRequest(id, `${this.#name}: request can't be encoded: ${(error as Error).message}`, { cause: error }),
    )
  }

  /** Gives back what the attempt held. */
  #release(result: 'ok' | 'failure' | 'neutral'): void {
    const candidate = this.#candidate
    this.#connection?.remove(this)
    this.#connection = null
    if (candidate === null) return
    this.#candidate = null
    const at = this.#core.clock.now()
    const latency = this.#sent === 0 ? 0 : at - this.#sent
    this.#sent = 0
    mark(this.#core, this.#options, candidate, { latency, result, at })
  }

  #settle(): void {
    this.#done = true
    if (this.before !== null) this.#core.wheel.remove(this)
    this.#options.ctx?.detach(this)
    if (this.#onAbort !== undefined) this.#options.signal!.removeEventListener('abort', this.#onAbort)
  }

  #end(error: unknown): void {
    if (this.#done) return
    this.#settle()
    this.#reject(error)
  }

  get #name(): string {
    return `${this.#target.service} ${this.#target.method.endpoint}`
  }
}

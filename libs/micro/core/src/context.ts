import { type Clock, systemClock } from './clock.ts'
import { errors, type MicroError } from './errors.ts'
import { type Metadata, noMetadata } from './metadata.ts'
import type { Trace } from './trace.ts'

/**
 * What goes with a piece of work from hop to hop: how long it may take, whether it is still wanted, what is said
 * beside it. A handler gets one; passed on as `{ ctx }` it bounds every call and publish made on its behalf.
 */
export interface Context {
  /** When the work must be done, on `clock.now()`'s scale; `Infinity` for no limit. */
  readonly deadline: number
  /** Aborts when the caller cancels, the deadline passes or the connection is lost. Made when first read. */
  readonly signal: AbortSignal
  /** What came with the request. Only what the service's `forward` names goes on to the next hop. */
  readonly metadata: Metadata
  readonly trace: Trace | undefined
  readonly clock: Clock
  /** Why the work is no longer wanted, if so: what `signal.reason` is, without making a signal. */
  readonly aborted: MicroError | undefined
  /** Has `work.abort` called when this is aborted, until detached. For the framework: it costs less than a signal. */
  attach(work: Abortable): void
  detach(work: Abortable): void
}

/** Something that can be told to end. */
export interface Abortable {
  abort(reason: MicroError): void
}

/** A handler's context: also where the request came from and what it asks for. */
export interface ServerContext extends Context {
  /** The name this service is registered under. */
  readonly service: string
  /** `HouseService.GetHouse`. */
  readonly endpoint: string
  /** The name of the service that calls; empty when it gave none. */
  readonly from: string
  /** Address of the connection's other side. */
  readonly peer: string
}

/** Milliseconds until the deadline, at least 0. */
export function remaining(ctx: Context): number {
  return Math.max(0, ctx.deadline - ctx.clock.now())
}

export interface ContextOptions {
  /** Milliseconds from now; 0 for no limit. @default no limit */
  readonly timeout?: number
  readonly metadata?: Metadata | null
  readonly trace?: Trace | null
}

/** A context that its maker ends: the root of work that no call began, such as an HTTP request or a timer. */
export class WorkContext implements Context, Abortable {
  readonly clock: Clock
  /** On the clock's scale. */
  readonly createdAt: number
  readonly deadline: number
  readonly metadata: Metadata
  readonly trace: Trace | undefined
  #aborted: MicroError | undefined
  #controller: AbortController | undefined
  #attached: Abortable | Set<Abortable> | undefined

  constructor(clock: Clock = systemClock, { timeout, metadata, trace }: ContextOptions = {}) {
    this.clock = clock
    this.createdAt = clock.now()
    this.deadline = timeout ? this.createdAt + timeout : Number.POSITIVE_INFINITY
    this.metadata = metadata ?? noMetadata
    this.trace = trace ?? undefined
  }

  get aborted(): MicroError | undefined {
    return this.#aborted
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#aborted !== undefined) this.#controller.abort(this.#aborted)
    }
    return this.#controller.signal
  }

  /** Ends the work and everything begun on its behalf. Only the first reason counts. */
  abort(reason: MicroError = errors.canceled('micro.context', 'no longer wanted', { stack: false })): void {
    if (this.#aborted !== undefined) return
    this.#aborted = reason
    this.#controller?.abort(reason)
    const attached = this.#attached
    this.#attached = undefined
    if (attached instanceof Set) for (const work of attached) work.abort(reason)
    else attached?.abort(reason)
  }

  attach(work: Abortable): void {
    if (this.#aborted !== undefined) work.abort(this.#aborted)
    else if (this.#attached === undefined) this.#attached = work
    else if (this.#attached instanceof Set) this.#attached.add(work)
    else this.#attached = new Set([this.#attached, work])
  }

  detach(work: Abortable): void {
    if (this.#attached instanceof Set) this.#attached.delete(work)
    else if (this.#attached === work) this.#attached = undefined
  }
}

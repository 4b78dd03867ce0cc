import type { Clock } from './clock.ts'
import type { Metadata } from './metadata.ts'
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
}

/** A handler's context: also where the request came from and what it asks for. */
export interface ServerContext extends Context {
  /** The name this service is registered under. */
  readonly service: string
  /** `HouseService.GetHouse`. */
  readonly endpoint: string
  /** Address of the connection's other side. */
  readonly peer: string
}

/** Milliseconds until the deadline, at least 0. */
export function remaining(ctx: Context): number {
  return Math.max(0, ctx.deadline - ctx.clock.now())
}

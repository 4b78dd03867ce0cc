import type { CallOptions, PublishOptions } from './client.ts'
import type { Context, ServerContext } from './context.ts'
import type { EventType, Method } from './description.ts'
import type { Metadata } from './metadata.ts'

/**
 * Wrappers: what goes around calls, handlers, publishing and subscribers. Each is a function over the next, composed
 * once, when a client is made or a handler registered; where none is configured the next is called itself.
 *
 * @module
 */

/**
 * Where a wrapper stands, outermost first. The order is the same on all four sides and does not depend on the order in
 * which wrappers are listed; within one slot they stay as listed.
 */
export const slots = [
  'trace', // first, so that everything below belongs to its span
  'log', // inside the span, so that its lines carry the trace; outside the rest, so that refusals are logged too
  'metrics', // counts what the caller sees, refusals included
  'limit', // refuses before anything is spent on the call
  'auth', // who calls: before anything is said about the request
  'validate', // the request's form: no work for what is malformed
  'cache', // only for those who may ask, and only for what is well-formed
  'breaker', // next to the call itself, so that a cached answer never trips it
  'custom', // the application's own, innermost: sees requests that passed all others
] as const
export type Slot = (typeof slots)[number]

/** One concern on any of the four sides. */
export interface Wrapper {
  readonly name: string
  /** @default custom */
  readonly slot?: Slot
  /** Around a call as its caller makes it: retries happen inside. */
  client?(next: Call, method: Method, service: string): Call
  /** Around a handler. */
  server?(next: Handle, method: Method, service: string): Handle
  publish?(next: Publish, event: EventType): Publish
  subscribe?(next: Receive, event: EventType): Receive
}

/** @returns the response, or for streaming methods an `AsyncIterable` of responses */
export type Call = (request: unknown, options: CallOptions) => Promise<unknown> | AsyncIterable<unknown>
/** @returns the response or a promise of it, or for streaming methods an `AsyncIterable` of responses */
export type Handle = (request: unknown, ctx: ServerContext) => unknown
export type Publish = (message: unknown, options: PublishOptions) => Promise<void>
export type Receive = (message: unknown, ctx: EventContext) => Promise<void>

/** A subscriber's context. */
export interface EventContext extends Context {
  readonly topic: string
  /** The event's id: the same on each delivery. */
  readonly id: string
  /** 1 at the first delivery. */
  readonly attempt: number
  readonly metadata: Metadata
  /** Settles the event now, whatever comes after. */
  ack(): Promise<void>
}

/** `wrappers` in the order of their slots: the outermost first. */
export function ordered(wrappers: readonly Wrapper[]): readonly Wrapper[] {
  const rank = (wrapper: Wrapper) => slots.indexOf(wrapper.slot ?? 'custom')
  return wrappers.toSorted((a, b) => rank(a) - rank(b))
}

/** `core` inside all that `wrap` makes of `wrappers`, which are in order, outermost first. */
export function compose<F>(
  wrappers: readonly Wrapper[],
  core: F,
  wrap: (wrapper: Wrapper, next: F) => F | undefined,
): F {
  return wrappers.reduceRight((next, wrapper) => wrap(wrapper, next) ?? next, core)
}

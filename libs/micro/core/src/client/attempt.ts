import type { CallOptions } from '../client.ts'
import type { Clock } from '../clock.ts'
import type { Codec } from '../codec.ts'
import { errors, MicroError } from '../errors.ts'
import { forwarded, type Metadata } from '../metadata.ts'
import type { Candidate, Outcome, Selector } from '../selector.ts'
import type { TimingWheel } from '../wheel.ts'
import type { Pool } from './pool.ts'
import type { Waiting } from './waiting.ts'

/** What the calls of one client share. */
export interface Core {
  readonly clock: Clock
  readonly wheel: TimingWheel
  readonly pool: Pool
  readonly waiting: Waiting
  readonly selector: Selector
  readonly codecs: readonly Codec[]
  readonly random: () => number
  /** Milliseconds. */
  readonly timeout: number
  readonly retries: number
  readonly forward: readonly string[]
  readonly maxMessage: number
}

/** On the clock's scale: the nearest of the caller's own limit and what is left of the work this call is part of. */
export function deadlineOf({ timeout, ctx }: CallOptions, fallback: number, now: number): number {
  const own = now + (timeout ?? fallback)
  return ctx === undefined ? own : Math.min(own, ctx.deadline)
}

export function metadataOf({ ctx, metadata }: CallOptions, forward: readonly string[]): Metadata | null {
  if (ctx === undefined && metadata === undefined) return null
  if (ctx === undefined) return forwarded({}, [], metadata)
  return forwarded(ctx.metadata, forward, metadata)
}

/** The node of an attempt: the selector's candidate, or an address that the caller gave. */
export type Choice = Pick<Candidate, 'node'>

/** Before the first attempt. */
export const untried: readonly Choice[] = Object.freeze([])

/** Picks the candidate of one attempt. Where addresses are given they are tried in turn. */
export function choose(
  core: Core,
  service: string,
  options: CallOptions,
  attempt: number,
  tried: readonly Choice[],
  now: number,
): Choice | Promise<Choice> {
  if (options.address !== undefined) {
    const addresses = typeof options.address === 'string' ? [options.address] : options.address
    if (addresses.length === 0) throw errors.badRequest('micro.client', 'no address given')
    const address = addresses[attempt % addresses.length]!
    return { node: { id: address, address, metadata: {} } }
  }
  if (options.filters === undefined && options.key === undefined && tried.length === 0) {
    return core.selector.select(service, undefined, now)
  }
  const exclude = tried.map(({ node }) => node)
  return core.selector.select(service, { filters: options.filters, key: options.key, exclude }, now)
}

export function mark(core: Core, options: CallOptions, choice: Choice, outcome: Outcome): void {
  // Of addresses that the caller gave, the selector knows nothing; all others came from it.
  if (options.address === undefined) core.selector.mark(choice as Candidate, outcome)
}

/** The error of a call whose caller aborted its signal. */
export function canceled({ reason }: AbortSignal, name: string): MicroError {
  if (reason instanceof MicroError) return reason
  return errors.canceled('micro.client', `${name} was canceled`, { cause: reason, stack: false })
}

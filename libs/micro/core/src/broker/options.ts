import type { BrokerSubscribeOptions } from '../broker.ts'
import { errors } from '../errors.ts'
import { checkedName } from './limits.ts'

/** `BrokerSubscribeOptions` with every default filled in. Times in milliseconds. */
export interface SubscribeSettings {
  readonly queue: string | undefined
  readonly concurrency: number
  readonly ordered: boolean
  readonly autoAck: boolean
  readonly ackTimeout: number
  readonly attempts: number
  readonly minDelay: number
  readonly maxDelay: number
}

/** Node's timers end here: 24.8 days. */
const longest = 2 ** 31 - 1

/** @throws MicroError 400 for a value that makes no sense */
export function subscribeSettings(options: BrokerSubscribeOptions = {}): SubscribeSettings {
  const { queue, ordered = false, autoAck = true, retry = {} } = options
  return {
    queue: queue === undefined ? undefined : checkedName('queue', queue),
    concurrency: whole('concurrency', options.concurrency ?? 16, 1, 10_000),
    ordered,
    autoAck,
    ackTimeout: whole('ackTimeout', options.ackTimeout ?? 30_000, 1, longest),
    attempts: whole('retry.attempts', retry.attempts ?? 10, 1, 1_000_000),
    minDelay: whole('retry.minDelay', retry.minDelay ?? 200, 0, longest),
    maxDelay: whole('retry.maxDelay', retry.maxDelay ?? 60_000, 0, longest),
  }
}

/**
 * Milliseconds until the next delivery after `attempt` (1 for the first) has failed. Random between half and all of the
 * doubled delay: failures that came together spread out, and still no wait is shorter than the one before.
 */
export function retryDelay(
  settings: Pick<SubscribeSettings, 'minDelay' | 'maxDelay'>,
  attempt: number,
  random: () => number,
): number {
  const full = Math.min(settings.maxDelay, settings.minDelay * 2 ** Math.min(attempt - 1, 40))
  return full / 2 + (full / 2) * random()
}

/** How many dead letters to list: they are read whole. @throws MicroError 400 */
export function listLimit({ limit = 100 }: { readonly limit?: number } = {}): number {
  return whole('limit', limit, 1, 1000)
}

function whole(what: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw errors.badRequest('micro.broker', `${what} is ${value}: a whole number from ${least} to ${most} is expected`)
}

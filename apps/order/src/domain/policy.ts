import { daysBetween, type Money, makeMoney, todayIn } from '@renting/platform/values'
import type { Order } from './order.ts'
import type { Role } from './states.ts'

export type CancellationPolicy = 'FLEXIBLE' | 'MODERATE' | 'STRICT'

/** What is given back to who cancels so many days before the check-in day, or more. */
export interface Tier {
  readonly days: number
  /** Of the total. */
  readonly percent: number
}

/** The first tier that is reached counts; past the last nothing is given back. */
export const policies: { readonly [P in CancellationPolicy]: readonly Tier[] } = {
  FLEXIBLE: [
    { days: 1, percent: 100 },
    { days: Number.NEGATIVE_INFINITY, percent: 50 },
  ],
  MODERATE: [
    { days: 5, percent: 100 },
    { days: 1, percent: 50 },
  ],
  STRICT: [{ days: 7, percent: 50 }],
}

/** What a cancel gives back, and what is kept: together they are what was paid. */
export interface Settlement {
  readonly refund: Money
  readonly fee: Money
}

/**
 * What a cancel would give back: nothing was paid, nothing is given back; a landlord who cancels gives back all; otherwise
 * the order's policy says, by the days of the calendar at the house. Rounded down to the minor unit.
 */
export function settlementOf(
  { status, total, policy, stay, timeZone }: Pick<Order, 'status' | 'total' | 'policy' | 'stay' | 'timeZone'>,
  by: Role,
  now: number,
): Settlement {
  const { currency } = total
  const paid = status === 'PAID' ? total.amount : 0
  const days = daysBetween(todayIn(timeZone, now), stay.checkIn)
  const percent = by === 'landlord' ? 100 : (policies[policy].find((tier) => days >= tier.days)?.percent ?? 0)
  const refund = percentOf(paid, percent)
  return { refund: makeMoney(refund, currency), fee: makeMoney(paid - refund, currency) }
}

/** In two parts, so that no product is too large to be exact. */
function percentOf(amount: number, percent: number): number {
  const rest = amount % 100
  return ((amount - rest) / 100) * percent + Math.floor((rest * percent) / 100)
}

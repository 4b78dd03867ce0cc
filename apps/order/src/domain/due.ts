import { type Stay, startOfDay } from '@renting/platform/values'
import type { Order } from './order.ts'
import type { OrderStatus } from './states.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** Milliseconds for the landlord to answer. */
export const toAnswer: number = day
/** Milliseconds for the tenant to pay. */
export const toPay: number = 30 * minute
/** Milliseconds for the tenant to write a review. */
export const toReview: number = 14 * day

/**
 * When a state ends by itself, in milliseconds since 1970, UTC; never before it began.
 *
 * @param since when it began
 * @returns undefined for a state that is an end
 */
export function dueAt(
  { status, stay, timeZone }: { readonly status: OrderStatus; readonly stay: Stay; readonly timeZone: string },
  since: number,
): number | undefined {
  switch (status) {
    case 'WAIT_ACCEPT':
      return since + toAnswer
    case 'WAIT_PAYMENT':
      return since + toPay
    case 'PAID':
      return Math.max(since, startOfDay(stay.checkIn, timeZone))
    case 'CHECKED_IN':
      return Math.max(since, startOfDay(stay.checkOut, timeZone))
    case 'WAIT_COMMENT':
      return since + toReview
    default:
      return undefined
  }
}

/** Until when the landlord may answer or the tenant pay; undefined in all other states. */
export function expiresAt({ status, dueAt }: Pick<Order, 'status' | 'dueAt'>): number | undefined {
  return status === 'WAIT_ACCEPT' || status === 'WAIT_PAYMENT' ? dueAt : undefined
}

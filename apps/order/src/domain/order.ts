import {
  type CalendarDate,
  characters,
  isTimeZone,
  type Money,
  nightsOf,
  Refusal,
  type Stay,
  sumMoney,
} from '@renting/platform/values'
import { dueAt } from './due.ts'
import type { Payment, Refund } from './payment.ts'
import type { CancellationPolicy } from './policy.ts'
import type { Review } from './review.ts'
import { type Action, firstStatus, nextStatus, type OrderStatus, type Role } from './states.ts'

export interface Night {
  readonly date: CalendarDate
  readonly price: Money
}

/** The terms of a stay as the house service offers them now. */
export interface Offer {
  readonly nights: readonly Night[]
  readonly total: Money
  readonly deposit: Money
  readonly policy: CancellationPolicy
  readonly instantBook: boolean
  readonly landlordId: string
  /** The house's. */
  readonly timeZone: string
  readonly houseVersion: number
}

export interface StayRequest {
  readonly id: string
  readonly tenantId: string
  readonly houseId: string
  readonly stay: Stay
  readonly guests: number
}

/** A booking. Its price is what was offered when it was made, night by night, and never changes. */
export interface Order {
  readonly id: string
  /** 1 when made, one more by each transition. */
  readonly version: number
  readonly houseId: string
  /** What the house was when its price was taken. */
  readonly houseVersion: number
  readonly tenantId: string
  readonly landlordId: string
  readonly stay: Stay
  /** The house's, which its days are of. */
  readonly timeZone: string
  readonly guests: number
  readonly nights: readonly Night[]
  /** The sum of the nights; the deposit stands beside it. */
  readonly total: Money
  readonly deposit: Money
  readonly policy: CancellationPolicy
  readonly status: OrderStatus
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
  /** When the present state ends by itself; none in a state that is an end. */
  readonly dueAt?: number | undefined
}

/** One step of an order's history. */
export interface Step {
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  /** None for the first. */
  readonly from?: OrderStatus | undefined
  readonly to: OrderStatus
  readonly by: Role
  readonly reason?: string | undefined
}

/** An order after something happened to it, what that was, and what came of it. */
export interface Change {
  readonly order: Order
  readonly step: Step
  /** With which it was paid. */
  readonly payment?: Payment
  /** What is due to the tenant, where it was paid and called off. */
  readonly refund?: Refund
  /** What the tenant wrote. */
  readonly review?: Review
}

/**
 * @param now milliseconds since 1970, UTC
 * @throws Refusal OWN_HOUSE, INVALID_GUESTS
 * @throws RangeError for an offer that is not of this stay
 */
export function requestOrder(request: StayRequest, offer: Offer, now: number): Change {
  if (request.tenantId === offer.landlordId) {
    throw new Refusal('rule', 'OWN_HOUSE', 'nobody books a house of their own')
  }
  if (!(Number.isInteger(request.guests) && request.guests >= 1)) {
    throw new Refusal('invalid', 'INVALID_GUESTS', 'guests must be a whole number from 1')
  }
  const nights = nightsOf(request.stay)
  const complete = nights.length === offer.nights.length && nights.every((date, i) => offer.nights[i]!.date === date)
  if (!complete) throw new RangeError('the offer is not for the nights of the stay')
  const prices = offer.nights.map((night) => night.price)
  if (sumMoney(prices, offer.total.currency).amount !== offer.total.amount) {
    throw new RangeError('the offered total is not the sum of its nights')
  }
  // Said now: later it would keep the days of the stay from ever beginning.
  if (!isTimeZone(offer.timeZone)) throw new RangeError('the offer is of no time zone')
  const status = firstStatus(offer.instantBook)
  const { total, deposit, policy, landlordId, timeZone, houseVersion } = offer
  const terms = { nights: offer.nights, total, deposit, policy, landlordId, timeZone, houseVersion }
  const order = { ...request, ...terms, version: 1, status, createdAt: now }
  return { order: { ...order, dueAt: dueAt(order, now) }, step: { at: now, to: status, by: 'tenant' } }
}

/**
 * @param order as of `now`: see `overdue`
 * @throws Refusal FORBIDDEN, WRONG_STATE
 */
export function act(order: Order, action: Action, by: Role, now: number, reason?: string): Change {
  const status = nextStatus(order.status, action, by)
  const next = { ...order, status, version: order.version + 1 }
  return {
    order: { ...next, dueAt: dueAt(next, now) },
    step: { at: now, from: order.status, to: status, by, reason },
  }
}

/** In which part somebody has to do with an order. @throws Refusal NOT_FOUND for strangers: that it exists is private */
export function roleOf(order: Order | undefined, userId: string): { order: Order; role: 'tenant' | 'landlord' } {
  if (order?.tenantId === userId) return { order, role: 'tenant' }
  if (order?.landlordId === userId) return { order, role: 'landlord' }
  throw new Refusal('not-found', 'NOT_FOUND', 'no such order')
}

/** Why somebody declines or calls off, for the other to read. @throws Refusal INVALID_REASON */
export function parseReason(text: string): string {
  const reason = text.trim()
  const length = characters(reason)
  if (length >= 1 && length <= 512) return reason
  throw new Refusal('invalid', 'INVALID_REASON', 'reason must have 1 to 512 characters')
}

/** Somebody else was faster. */
export function datesTaken(): Refusal {
  return new Refusal('conflict', 'DATES_TAKEN', 'not all of these nights are free')
}

import { type CalendarDate, type Money, makeMoney, Refusal, todayIn } from '@renting/platform/values'
import { act, type Change, type Order } from './order.ts'
import { settlementOf } from './policy.ts'
import type { Role } from './states.ts'

export const methods = ['CARD', 'ALIPAY', 'WECHAT'] as const
export type PaymentMethod = (typeof methods)[number]

/** `PENDING`: the provider has not said yet. */
export type PaymentStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED'

/** A tenant's attempt to pay for an order. Of each order one at most is pending or has succeeded. */
export interface Payment {
  readonly id: string
  readonly orderId: string
  readonly method: PaymentMethod
  /** The order's total. */
  readonly amount: Money
  readonly status: PaymentStatus
  /** What the tenant was told when they paid: whoever asks again is told the same. None before the provider has said. */
  readonly answer?: PaymentStatus | undefined
  /** When it ended. Milliseconds since 1970, UTC. */
  readonly endedAt?: number | undefined
  /** The day of that at the house. */
  readonly day?: CalendarDate | undefined
}

/** What is due to a tenant of a payment, and what is kept: together they are what was paid. */
export interface Refund {
  readonly paymentId: string
  /** `LATE`: the payment succeeded when the order had ended. */
  readonly reason: 'CANCELED' | 'LATE'
  readonly amount: Money
  readonly fee: Money
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  /** The day of that at the house. */
  readonly day: CalendarDate
}

/**
 * @param live the order's payment that is pending or has succeeded
 * @throws Refusal FORBIDDEN to all but the tenant, WRONG_STATE, PAYMENT_PENDING
 */
export function startPayment(
  order: Order,
  by: Role,
  { id, method }: Pick<Payment, 'id' | 'method'>,
  live: Payment | undefined,
): Payment {
  if (by !== 'tenant') throw new Refusal('forbidden', 'FORBIDDEN', 'the tenant pays')
  if (order.status !== 'WAIT_PAYMENT') {
    throw new Refusal('conflict', 'WRONG_STATE', `cannot pay an order in ${order.status}`)
  }
  if (live !== undefined) throw new Refusal('conflict', 'PAYMENT_PENDING', 'another payment has not ended')
  return { id, orderId: order.id, method, amount: order.total, status: 'PENDING' }
}

/** What the provider's word changes: the payment, and the order or what is due to the tenant with it. */
export interface Outcome {
  readonly payment: Payment
  readonly change?: Change
  readonly refund?: Refund
}

/**
 * Notes the provider's word, of which only the first end counts. Money that comes when the order has ended is due to the
 * tenant again.
 *
 * @param order as of `now`
 */
export function concludePayment(payment: Payment, order: Order, said: PaymentStatus, now: number): Outcome {
  if (payment.status !== 'PENDING') return { payment }
  const told: Payment = { ...payment, status: said, answer: payment.answer ?? said }
  if (said === 'PENDING') return { payment: told }
  const day = todayIn(order.timeZone, now)
  const ended: Payment = { ...told, endedAt: now, day }
  if (said === 'FAILED') return { payment: ended }
  if (order.status === 'WAIT_PAYMENT') {
    return { payment: ended, change: { ...act(order, 'capture', 'system', now), payment: ended } }
  }
  const fee = makeMoney(0, payment.amount.currency)
  return {
    payment: ended,
    refund: { paymentId: payment.id, reason: 'LATE', amount: payment.amount, fee, at: now, day },
  }
}

/**
 * Calls an order off, and says what is due to the tenant.
 *
 * @param live the order's payment that is pending or has succeeded
 * @throws Refusal FORBIDDEN, WRONG_STATE
 */
export function cancelOrder(order: Order, by: Role, reason: string, live: Payment | undefined, now: number): Change {
  const change = act(order, 'cancel', by, now, reason)
  if (live?.status !== 'SUCCEEDED') return change
  const { refund: amount, fee } = settlementOf(order, by, now)
  const day = todayIn(order.timeZone, now)
  return { ...change, refund: { paymentId: live.id, reason: 'CANCELED', amount, fee, at: now, day } }
}

import { Refusal } from '@renting/platform/values'

/** Where a booking can stand. */
export const statuses = [
  'WAIT_ACCEPT',
  'WAIT_PAYMENT',
  'PAID',
  'CHECKED_IN',
  'WAIT_COMMENT',
  'COMPLETE',
  'REJECTED',
  'CANCELED',
  'EXPIRED',
] as const
export type OrderStatus = (typeof statuses)[number]

/** In which part somebody acts: `system` is the platform itself, when time passes or a payment arrives. */
export type Role = 'tenant' | 'landlord' | 'system'

export type Action =
  | 'accept'
  | 'reject'
  | 'cancel'
  | 'capture'
  | 'expire'
  | 'check-in'
  | 'check-out'
  | 'comment'
  | 'close'

export interface Transition {
  readonly from: OrderStatus
  readonly action: Action
  readonly by: readonly Role[]
  readonly to: OrderStatus
}

/** Everything that can happen to a booking. What is not listed cannot. */
export const transitions: readonly Transition[] = [
  { from: 'WAIT_ACCEPT', action: 'accept', by: ['landlord'], to: 'WAIT_PAYMENT' },
  { from: 'WAIT_ACCEPT', action: 'reject', by: ['landlord'], to: 'REJECTED' },
  { from: 'WAIT_ACCEPT', action: 'cancel', by: ['tenant'], to: 'CANCELED' },
  { from: 'WAIT_ACCEPT', action: 'expire', by: ['system'], to: 'EXPIRED' },
  { from: 'WAIT_PAYMENT', action: 'capture', by: ['system'], to: 'PAID' },
  { from: 'WAIT_PAYMENT', action: 'cancel', by: ['tenant', 'landlord'], to: 'CANCELED' },
  { from: 'WAIT_PAYMENT', action: 'expire', by: ['system'], to: 'EXPIRED' },
  { from: 'PAID', action: 'cancel', by: ['tenant', 'landlord'], to: 'CANCELED' },
  { from: 'PAID', action: 'check-in', by: ['system'], to: 'CHECKED_IN' },
  { from: 'CHECKED_IN', action: 'check-out', by: ['system'], to: 'WAIT_COMMENT' },
  { from: 'WAIT_COMMENT', action: 'comment', by: ['tenant'], to: 'COMPLETE' },
  { from: 'WAIT_COMMENT', action: 'close', by: ['system'], to: 'COMPLETE' },
]

/** The nights of a booking in one of these belong to it alone. The database's exclusion constraint names the same. */
export const blocking: readonly OrderStatus[] = ['WAIT_ACCEPT', 'WAIT_PAYMENT', 'PAID', 'CHECKED_IN']

/** Where a booking begins: the landlord is asked, unless the house is booked without asking. */
export function firstStatus(instantBook: boolean): OrderStatus {
  return instantBook ? 'WAIT_PAYMENT' : 'WAIT_ACCEPT'
}

/**
 * Where an action leads.
 * @throws Refusal FORBIDDEN when this role never does that; WRONG_STATE when not from here
 */
export function nextStatus(from: OrderStatus, action: Action, by: Role): OrderStatus {
  const allowed = transitions.filter((transition) => transition.action === action && transition.by.includes(by))
  if (allowed.length === 0) throw new Refusal('forbidden', 'FORBIDDEN', `a ${by} cannot ${action} an order`)
  const transition = allowed.find((candidate) => candidate.from === from)
  if (transition === undefined) throw new Refusal('conflict', 'WRONG_STATE', `cannot ${action} an order in ${from}`)
  return transition.to
}

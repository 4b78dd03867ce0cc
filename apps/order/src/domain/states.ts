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

/** What happens by itself in a state when its time is over. A state without an entry is an end. */
export const timed: { readonly [S in OrderStatus]?: Action } = {
  WAIT_ACCEPT: 'expire',
  WAIT_PAYMENT: 'expire',
  PAID: 'check-in',
  CHECKED_IN: 'check-out',
  WAIT_COMMENT: 'close',
}

/** The nights of a booking in one of these belong to it alone. The database's triggers name the same. */
export const blocking: readonly OrderStatus[] = ['WAIT_ACCEPT', 'WAIT_PAYMENT', 'PAID', 'CHECKED_IN']

/** Where a booking begins: the landlord is asked, unless the house is booked without asking. */
export function firstStatus(instantBook: boolean): OrderStatus {
  return instantBook ? 'WAIT_PAYMENT' : 'WAIT_ACCEPT'
}

/**
 * Where an action leads.
 * @throws Refusal FORBIDDEN when this role never does that, or leaves it to another here; WRONG_STATE when nobody can
 */
export function nextStatus(from: OrderStatus, action: Action, by: Role): OrderStatus {
  const ever = transitions.filter((transition) => transition.action === action)
  const here = ever.find((transition) => transition.from === from)
  const forbidden = here === undefined ? !ever.some((each) => each.by.includes(by)) : !here.by.includes(by)
  if (forbidden) throw new Refusal('forbidden', 'FORBIDDEN', `a ${by} cannot ${action} an order in ${from}`)
  if (here === undefined) throw new Refusal('conflict', 'WRONG_STATE', `cannot ${action} an order in ${from}`)
  return here.to
}

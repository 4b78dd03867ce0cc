import { type OrderCompleted, type OrderSnapshot, OrderStatus } from '@renting/contracts/order/v1'
import { stayFromParts } from '@renting/platform/values'
import type { Stays } from '../domain/store.ts'

/** In these an order holds its nights. */
const blocking: readonly OrderStatus[] = [
  OrderStatus.WAIT_ACCEPT,
  OrderStatus.WAIT_PAYMENT,
  OrderStatus.PAID,
  OrderStatus.CHECKED_IN,
]

/** What every event of the order service has. */
export interface OrderEvent {
  readonly order?: OrderSnapshot
}

/** Whether a booking's nights are taken follows from its state, whatever has happened to it. */
export async function keepBooking({ order }: OrderEvent, stays: Stays): Promise<void> {
  if (order === undefined) throw new TypeError('the event has no order')
  const { orderId, houseId, version, stay, status } = order
  const taken = blocking.includes(status)
  await stays.keepBooking({ orderId, houseId, version, stay: stayFromParts(stay), taken })
}

/** A stay that is over counts for its house, and so does what its tenant wrote of it. */
export async function countStay(event: OrderCompleted, stays: Stays): Promise<void> {
  await keepBooking(event, stays)
  const { orderId, order, review } = event
  await stays.countStay(orderId, review && { ...review, at: review.atMs, authorId: order!.tenantId })
}

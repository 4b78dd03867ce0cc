import {
  OrderAccepted,
  OrderCanceled,
  OrderCheckedIn,
  OrderCheckedOut,
  OrderCompleted,
  OrderExpired,
  OrderPaid,
  OrderRejected,
  OrderRequested,
  OrderRole,
  type OrderSnapshot,
  OrderStatus,
} from '@renting/contracts/order/v1'
import { outbox, type Sql } from '@renting/platform'
import { makeMoney, stayParts } from '@renting/platform/values'
import type { Change, Order } from '../domain/order.ts'

/** Tells the other services what happened to an order, once the transaction has committed: each step is one event. */
export async function tell(tx: Sql, { order, step, payment, refund, review }: Change): Promise<void> {
  const event = { orderId: order.id, order: snapshot(order), atMs: step.at }
  const reason = step.reason ?? ''
  if (step.from === undefined) {
    await outbox.add(tx, OrderRequested, event)
    return
  }
  switch (step.to) {
    // Nothing leads there again: an order begins with it, asked for.
    case 'WAIT_ACCEPT':
      throw new RangeError('an order waits for an answer from its beginning on')
    case 'WAIT_PAYMENT':
      await outbox.add(tx, OrderAccepted, event)
      return
    case 'PAID':
      await outbox.add(tx, OrderPaid, { ...event, paymentId: payment?.id ?? '' })
      return
    case 'CHECKED_IN':
      await outbox.add(tx, OrderCheckedIn, event)
      return
    case 'WAIT_COMMENT':
      await outbox.add(tx, OrderCheckedOut, event)
      return
    case 'COMPLETE':
      await outbox.add(tx, OrderCompleted, { ...event, review: review && { ...review, atMs: review.at } })
      return
    case 'REJECTED':
      await outbox.add(tx, OrderRejected, { ...event, reason })
      return
    case 'CANCELED': {
      const by = step.by === 'landlord' ? OrderRole.LANDLORD : OrderRole.TENANT
      const given = refund?.amount ?? makeMoney(0, order.total.currency)
      await outbox.add(tx, OrderCanceled, { ...event, by, reason, refund: given })
      return
    }
    case 'EXPIRED':
      await outbox.add(tx, OrderExpired, event)
      return
  }
}

function snapshot({ id, version, houseId, tenantId, landlordId, stay, status }: Order): OrderSnapshot {
  return {
    orderId: id,
    version,
    houseId,
    tenantId,
    landlordId,
    stay: stayParts(stay),
    status: OrderStatus[status],
  }
}

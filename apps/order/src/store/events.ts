import { OrderAccepted, OrderRejected, OrderRequested, type OrderSnapshot } from '@renting/contracts/order/v1'
import { outbox, type Sql } from '@renting/platform'
import { stayParts } from '@renting/platform/values'
import type { Change, Order } from '../domain/order.ts'

/** Tells the other services what happened to an order, once the transaction has committed. */
export async function tell(tx: Sql, { order, step }: Change): Promise<void> {
  const event = { orderId: order.id, order: snapshot(order), atMs: step.at }
  if (step.from === undefined) await outbox.add(tx, OrderRequested, event)
  else if (step.to === 'WAIT_PAYMENT') await outbox.add(tx, OrderAccepted, event)
  else if (step.to === 'REJECTED') await outbox.add(tx, OrderRejected, { ...event, reason: step.reason ?? '' })
}

function snapshot({ id, version, houseId, tenantId, landlordId, stay }: Order): OrderSnapshot {
  return { orderId: id, version, houseId, tenantId, landlordId, stay: stayParts(stay) }
}

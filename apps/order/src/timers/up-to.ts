import type { Order } from '../domain/order.ts'
import { overdue } from '../domain/overdue.ts'
import type { OrderTransaction } from '../domain/store.ts'

/** Writes what has happened to a locked order by itself until `now`. */
export async function upTo(tx: OrderTransaction, order: Order, now: number): Promise<Order> {
  let current = order
  for (const change of overdue(order, now)) {
    await tx.save(change)
    current = change.order
  }
  return current
}

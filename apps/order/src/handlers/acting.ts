import { type Order, roleOf } from '../domain/order.ts'
import { overdue } from '../domain/overdue.ts'
import type { Listed, OrderTransaction } from '../domain/store.ts'

/** An order that somebody acts on, locked. */
export interface Acting extends Listed {
  readonly role: 'tenant' | 'landlord'
}

/**
 * Locks an order and brings it up to `now`, so that nobody acts on a state whose time is over.
 * @throws Refusal NOT_FOUND for strangers
 */
export async function acting(tx: OrderTransaction, id: string, userId: string, now: number): Promise<Acting> {
  const found = await tx.lock(id)
  const { order, role } = roleOf(found?.order, userId)
  return { order: await upTo(tx, order, now), role, house: found!.house }
}

/** Writes what has happened to a locked order by itself until `now`. */
export async function upTo(tx: OrderTransaction, order: Order, now: number): Promise<Order> {
  let current = order
  for (const change of overdue(order, now)) {
    await tx.save(change)
    current = change.order
  }
  return current
}

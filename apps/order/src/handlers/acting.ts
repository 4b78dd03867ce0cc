import { roleOf } from '../domain/order.ts'
import type { Listed, OrderTransaction } from '../domain/store.ts'
import { upTo } from '../timers/up-to.ts'

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

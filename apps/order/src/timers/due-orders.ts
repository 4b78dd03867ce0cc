import type { Clock } from '@micro/core'
import type { OrderStore } from '../domain/store.ts'
import { upTo } from './up-to.ts'

/** Orders in one transaction: few, so that nobody who acts on one of them waits for long. */
const batch = 20

/**
 * Has what is due happen to some orders. Instances that look at once get different orders, and an order gets all of its
 * steps in one transaction, so each happens once.
 *
 * @returns how many orders there were
 */
export async function dueOrders(store: Pick<OrderStore, 'transaction'>, clock: Pick<Clock, 'time'>): Promise<number> {
  return await store.transaction(async (tx) => {
    const now = clock.time()
    const orders = await tx.lockDue(now, batch)
    for (const order of orders) await upTo(tx, order, now)
    return orders.length
  })
}

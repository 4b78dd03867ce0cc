import type { Clock } from '@micro/core'
import { concludePayment, type Payment, type PaymentStatus } from '../domain/payment.ts'
import type { OrderStore } from '../domain/store.ts'
import { upTo } from './up-to.ts'

/** Writes the provider's word on a payment, once. @returns what the tenant is told of it, now and later */
export async function conclude(
  store: Pick<OrderStore, 'transaction'>,
  clock: Pick<Clock, 'time'>,
  { id, orderId, answer }: Payment,
  said: PaymentStatus,
): Promise<PaymentStatus> {
  if (said === 'PENDING' && answer !== undefined) return answer
  return await store.transaction(async (tx) => {
    const found = await tx.lock(orderId)
    // Read under the order's lock: somebody else may have been told meanwhile.
    const payment = await tx.payment(id)
    if (found === undefined || payment === undefined) throw new Error(`payment ${id} is not there`)
    const now = clock.time()
    const outcome = concludePayment(payment, await upTo(tx, found.order, now), said, now)
    await tx.conclude(outcome)
    return outcome.payment.answer ?? said
  })
}

import type { Clock } from '@micro/core'
import type { PaymentProvider } from '../domain/providers.ts'
import type { OrderStore } from '../domain/store.ts'
import { conclude } from './conclude.ts'

export interface PendingPayments {
  readonly store: Pick<OrderStore, 'transaction' | 'takePending'>
  /** None: nobody can pay. */
  readonly payments: PaymentProvider | undefined
  /** The domain's time. */
  readonly clock: Pick<Clock, 'time'>
  readonly realTime: Pick<Clock, 'time'>
}

const batch = 20

/**
 * Asks the provider how payments stand that it has not ended, or whose answer was lost with the process that asked for it.
 * One that the provider never heard of was begun and broke off: it is asked to take it now.
 *
 * @returns how many payments there were
 */
export async function pendingPayments({ store, payments, clock, realTime }: PendingPayments): Promise<number> {
  if (payments === undefined) return 0
  const pending = await store.takePending(realTime.time(), batch)
  for (const payment of pending) {
    const { id, amount, method } = payment
    const said = (await payments.status(id)) ?? (await payments.pay({ paymentId: id, amount, method }))
    await conclude(store, clock, payment, said)
  }
  return pending.length
}

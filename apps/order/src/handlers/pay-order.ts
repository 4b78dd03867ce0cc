import { randomUUIDv7 } from 'node:crypto'
import type { ServerContext } from '@micro/core'
import { PaymentStatus, PayOrderRequest, PayOrderResponse } from '@renting/contracts/order/v1'
import { answerOnce, claimOf } from '@renting/platform/answers'
import { Refusal } from '@renting/platform/values'
import { startPayment } from '../domain/payment.ts'
import { conclude } from '../timers/conclude.ts'
import { acting } from './acting.ts'
import type { Dependencies } from './dependencies.ts'
import { toMethod, unprepared } from './messages.ts'

/**
 * Pays for a stay in three steps, none of which holds a transaction open while the provider thinks: that the tenant pays
 * is written, the provider is asked, and what it said is written. Whoever repeats the request goes on where it broke off,
 * and so does a timer; the provider takes the money once, by the payment's id.
 */
export async function payOrder(
  dependencies: Dependencies,
  request: PayOrderRequest,
  ctx: ServerContext,
): Promise<PayOrderResponse> {
  const { store, payments, clock, realTime } = dependencies
  const claim = claimOf(ctx.endpoint, PayOrderRequest, request)
  const method = toMethod(request.method)
  if (payments === undefined) throw new Refusal('rule', 'PAYMENTS_OFF', 'nobody can pay here')
  const begun = await answerOnce(store, claim, PayOrderResponse, unprepared, async (tx) => {
    const { order, role } = await acting(tx, request.id, claim.userId, clock.time())
    const payment = startPayment(order, role, { id: randomUUIDv7(), method }, await tx.livePayment(order.id))
    await tx.addPayment(payment, realTime.time())
    return { paymentId: payment.id, status: PaymentStatus.PENDING }
  })
  const payment = await store.payment(begun.paymentId)
  if (payment === undefined) throw new Error(`payment ${begun.paymentId} is not there`)
  const { id: paymentId, amount, answer } = payment
  if (answer !== undefined) return { paymentId, status: PaymentStatus[answer] }
  const said = await payments.pay({ paymentId, amount, method })
  return { paymentId, status: PaymentStatus[await conclude(store, clock, payment, said)] }
}

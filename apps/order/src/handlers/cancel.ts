import type { ServerContext } from '@micro/core'
import {
  CancelOrderRequest,
  CancelOrderResponse,
  type QuoteRefundRequest,
  type QuoteRefundResponse,
} from '@renting/contracts/order/v1'
import { answerOnce, claimOf } from '@renting/platform/answers'
import { signedIn } from '@renting/platform/values'
import { act, parseReason, roleOf } from '../domain/order.ts'
import { asOf } from '../domain/overdue.ts'
import { cancelOrder as callOff } from '../domain/payment.ts'
import { settlementOf } from '../domain/policy.ts'
import { acting } from './acting.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage, unprepared } from './messages.ts'

export async function quoteRefund(
  { store, clock }: Dependencies,
  request: QuoteRefundRequest,
): Promise<QuoteRefundResponse> {
  const { userId } = signedIn(request.actor)
  const found = await store.find(request.id)
  const { order, role } = roleOf(found?.order, userId)
  const now = clock.time()
  const current = asOf(order, now)
  // Refused as the cancel would be.
  act(current, 'cancel', role, now)
  return settlementOf(current, role, now)
}

export async function cancelOrder(
  { store, clock }: Dependencies,
  request: CancelOrderRequest,
  ctx: ServerContext,
): Promise<CancelOrderResponse> {
  const claim = claimOf(ctx.endpoint, CancelOrderRequest, request)
  const reason = parseReason(request.reason)
  return await answerOnce(store, claim, CancelOrderResponse, unprepared, async (tx) => {
    const now = clock.time()
    const { order, role, house } = await acting(tx, request.id, claim.userId, now)
    const change = callOff(order, role, reason, await tx.livePayment(order.id), now)
    await tx.save(change)
    return { order: toMessage({ order: change.order, house }) }
  })
}

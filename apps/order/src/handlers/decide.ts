import type { ServerContext } from '@micro/core'
import {
  AcceptOrderRequest,
  AcceptOrderResponse,
  RejectOrderRequest,
  RejectOrderResponse,
} from '@renting/contracts/order/v1'
import { answerOnce, claimOf } from '@renting/platform/answers'
import { act, parseReason } from '../domain/order.ts'
import type { Action } from '../domain/states.ts'
import type { OrderTransaction } from '../domain/store.ts'
import { acting } from './acting.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage, unprepared } from './messages.ts'

export async function acceptOrder(
  { store, clock }: Dependencies,
  request: AcceptOrderRequest,
  ctx: ServerContext,
): Promise<AcceptOrderResponse> {
  const claim = claimOf(ctx.endpoint, AcceptOrderRequest, request)
  return await answerOnce(store, claim, AcceptOrderResponse, unprepared, async (tx) => ({
    order: await decide(tx, request.id, claim.userId, 'accept', clock.time()),
  }))
}

export async function rejectOrder(
  { store, clock }: Dependencies,
  request: RejectOrderRequest,
  ctx: ServerContext,
): Promise<RejectOrderResponse> {
  const claim = claimOf(ctx.endpoint, RejectOrderRequest, request)
  const reason = parseReason(request.reason)
  return await answerOnce(store, claim, RejectOrderResponse, unprepared, async (tx) => ({
    order: await decide(tx, request.id, claim.userId, 'reject', clock.time(), reason),
  }))
}

async function decide(tx: OrderTransaction, id: string, userId: string, action: Action, now: number, reason?: string) {
  const { order, role, house } = await acting(tx, id, userId, now)
  const change = act(order, action, role, now, reason)
  await tx.save(change)
  return toMessage({ order: change.order, house })
}

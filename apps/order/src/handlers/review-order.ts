import { randomUUIDv7 } from 'node:crypto'
import type { ServerContext } from '@micro/core'
import { ReviewOrderRequest, ReviewOrderResponse } from '@renting/contracts/order/v1'
import { answerOnce, claimOf } from '@renting/platform/answers'
import { parseReview, reviewOrder as review } from '../domain/review.ts'
import { acting } from './acting.ts'
import type { Dependencies } from './dependencies.ts'
import { unprepared } from './messages.ts'

export async function reviewOrder(
  { store, clock }: Dependencies,
  request: ReviewOrderRequest,
  ctx: ServerContext,
): Promise<ReviewOrderResponse> {
  const claim = claimOf(ctx.endpoint, ReviewOrderRequest, request)
  const written = parseReview(request.rating, request.text)
  return await answerOnce(store, claim, ReviewOrderResponse, unprepared, async (tx) => {
    const at = clock.time()
    const { order, role } = await acting(tx, request.id, claim.userId, at)
    const made = { ...written, id: randomUUIDv7(), at }
    await tx.save(review(order, role, made))
    return { review: { ...written, id: made.id, atMs: at } }
  })
}

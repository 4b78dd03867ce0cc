import type { Review } from '@renting/contracts/house/v1'
import type { OrderReview } from '@renting/contracts/order/v1'
import { momentView, personView, present } from './common.ts'

export function ownReviewView(message: OrderReview | undefined) {
  const { id, rating, text, atMs } = present(message, 'a review')
  return { id, rating, text, at: momentView(atMs) }
}

export function reviewView({ id, rating, text, author, atMs }: Review) {
  const { name, avatarUrl } = personView(author)
  return { id, rating, text, author: { name, avatarUrl }, at: momentView(atMs) }
}

import { characters, Refusal } from '@renting/platform/values'
import { act, type Change, type Order } from './order.ts'
import type { Role } from './states.ts'

/** What a tenant says of a stay. */
export interface Review {
  readonly id: string
  /** 1-5 */
  readonly rating: number
  readonly text: string
  /** Milliseconds since 1970, UTC. */
  readonly at: number
}

/** @throws Refusal INVALID_REVIEW */
export function parseReview(rating: number, text: string): Pick<Review, 'rating' | 'text'> {
  if (!(Number.isInteger(rating) && rating >= 1 && rating <= 5)) {
    throw new Refusal('invalid', 'INVALID_REVIEW', 'rating must be a whole number from 1 to 5')
  }
  const trimmed = text.trim()
  const length = characters(trimmed)
  if (length >= 1 && length <= 1000) return { rating, text: trimmed }
  throw new Refusal('invalid', 'INVALID_REVIEW', 'text must have 1 to 1000 characters')
}

/** The end of a stay that somebody says something of. @throws Refusal FORBIDDEN, WRONG_STATE */
export function reviewOrder(order: Order, by: Role, review: Review): Change {
  return { ...act(order, 'comment', by, review.at), review }
}

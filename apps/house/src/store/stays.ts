import type { Sql } from '@renting/platform'
import type { Booking, Stays, WrittenReview } from '../domain/store.ts'

const keepBooking = `INSERT INTO booking (order_id, house_id, version, check_in, check_out, taken)
  VALUES ($1, $2, $3, $4::date, $5::date, $6)
  ON CONFLICT (order_id) DO UPDATE
  SET version = excluded.version, check_in = excluded.check_in, check_out = excluded.check_out, taken = excluded.taken
  WHERE booking.version < excluded.version`

/**
 * One statement, whose every part follows from the first: two events at once wait for each other's row and add to what it
 * is then, and an event that comes again finds its stay counted.
 */
const countStay = `WITH stay AS (
    UPDATE booking SET counted = true WHERE order_id = $1 AND NOT counted RETURNING order_id, house_id
  ), reviewed AS (
    INSERT INTO review (id, order_id, house_id, author_id, rating, text, at)
    SELECT $2, order_id, house_id, $3, $4::int, $5, $6::timestamptz FROM stay WHERE $2::text IS NOT NULL
    RETURNING rating
  )
  UPDATE house
  SET order_count = order_count + 1,
      rating_count = rating_count + (SELECT count(*) FROM reviewed),
      rating_sum = rating_sum + (SELECT coalesce(sum(rating), 0) FROM reviewed)
  WHERE id = (SELECT house_id FROM stay)`

/** Over any SQL: there are as many events of orders as orders, so they go without what is not needed for them. */
export class SqlStays implements Stays {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async keepBooking({ orderId, houseId, version, stay, taken }: Booking): Promise<void> {
    await this.#sql.$executeRawUnsafe(keepBooking, orderId, houseId, version, stay.checkIn, stay.checkOut, taken)
  }

  async countStay(orderId: string, review: WrittenReview | undefined): Promise<void> {
    const { id = null, authorId = null, rating = null, text = null } = review ?? {}
    const at = review === undefined ? null : new Date(review.at)
    await this.#sql.$executeRawUnsafe(countStay, orderId, id, authorId, rating, text, at)
  }
}

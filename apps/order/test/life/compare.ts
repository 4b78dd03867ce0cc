import { addDays, parseDate } from '@renting/platform/values'
import { expect } from 'vitest'
import type { OrderFixture } from '../fixture.ts'
import { type Model, type ModelOrder, statusOf } from './model.ts'

/** All that the database says of orders, and whose nights are whose, in one look. */
const everything = `SELECT
  (SELECT coalesce(json_object_agg(booking.id, json_build_object(
    'house', house_id, 'status', status, 'version', version, 'total', total,
    'nights', (SELECT sum(price) FROM night WHERE order_id = booking.id),
    'history', (SELECT json_agg(to_status ORDER BY version) FROM step WHERE order_id = booking.id),
    'since', (SELECT extract(epoch FROM max(at)) * 1000 FROM step WHERE order_id = booking.id),
    'told', (SELECT count(*) FROM outbox WHERE key = booking.id),
    'payment', (SELECT status FROM payment WHERE order_id = booking.id ORDER BY status = 'FAILED' LIMIT 1),
    'refunds', (SELECT json_agg(json_build_array(refund.reason, refund.amount, refund.fee))
      FROM payment JOIN refund ON payment_id = payment.id WHERE order_id = booking.id),
    'reviewed', EXISTS (SELECT FROM review WHERE order_id = booking.id)
  )), '{}') FROM booking) AS orders,
  (SELECT coalesce(json_agg(json_build_array(house_id, lower(during), upper(during)) ORDER BY house_id, during), '[]')
    FROM occupancy) AS taken`

interface Row {
  readonly orders: Readonly<Record<string, unknown>>
  /** House, first night, and the day after the last. */
  readonly taken: readonly (readonly [string, string, string])[]
}

/** Fails where the service is not as the model says, or anything is that may never be. */
export async function compare(model: Model, { it, ids }: { it: OrderFixture; ids: readonly string[] }): Promise<void> {
  const { rows } = await it.database.pool.query<Row>(everything)
  const { orders, taken } = rows[0]!
  expect(orders).toEqual(Object.fromEntries(model.orders.map((order, index) => [ids[index]!, expected(order)])))
  const held = [...model.blocking, ...model.holds.values()].map(({ house, checkIn, checkOut }) => [
    house,
    dateOf(checkIn),
    dateOf(checkOut),
  ])
  expect(taken).toEqual(held.toSorted((a, b) => (a.join() < b.join() ? -1 : 1)))
  for (const [i, [house, first]] of taken.entries()) {
    const before = taken[i - 1]
    if (before?.[0] === house) expect(before[2] <= first).toBe(true)
  }
}

function expected(order: ModelOrder) {
  return {
    house: order.house,
    status: statusOf(order),
    version: order.history.length,
    total: order.total,
    nights: order.total,
    history: order.history,
    since: order.since,
    // One event for each step.
    told: order.history.length,
    payment: order.payment === 'NONE' ? null : order.payment,
    refunds: order.refund === undefined ? null : [order.refund],
    reviewed: order.reviewed ?? false,
  }
}

function dateOf(days: number): string {
  return addDays(parseDate('1970-01-01')!, days)
}

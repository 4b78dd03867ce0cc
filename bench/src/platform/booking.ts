import { randomUUID } from 'node:crypto'
import type { CreateOrderRequest } from '@renting/contracts/order/v1'
import { addDays, type CalendarDate, stayParts } from '@renting/platform/values'
import type { Pool } from 'pg'

/** Two nights of a house that nobody has: each call takes the next house, and later nights when all have had a turn. */
export class Bookings {
  #next = 0
  readonly #houses: number
  readonly #from: CalendarDate

  constructor(houses: number, from: CalendarDate) {
    this.#houses = houses
    this.#from = from
  }

  next(): { readonly houseId: string; readonly checkIn: CalendarDate; readonly checkOut: CalendarDate } {
    const index = this.#next++
    const checkIn = addDays(this.#from, Math.floor(index / this.#houses) * 2)
    const houseId = `bulk-house-${String(1 + (index % this.#houses)).padStart(7, '0')}`
    return { houseId, checkIn, checkOut: addDays(checkIn, 2) }
  }
}

export function toOrderRequest({ houseId, ...stay }: ReturnType<Bookings['next']>): CreateOrderRequest {
  const actor = { userId: 'demo-tenant', verified: true, name: '李明' }
  return { actor, idempotencyKey: randomUUID(), houseId, stay: stayParts(stay), guests: 1 }
}

/** Its event goes where nobody listens: the rows are compared, not what others make of them. */
const outbox = `INSERT INTO outbox (id, topic, key, header, body) VALUES ($1, 'bench.order', $2, '{}', $3)`

/** The rows of a booking, by `pg` in a transaction of its own: nothing is checked but by the database. */
export async function insertBooking(
  pool: Pool,
  { houseId, checkIn, checkOut }: ReturnType<Bookings['next']>,
): Promise<void> {
  const id = randomUUID()
  const now = new Date()
  const answer = Buffer.alloc(250, 1)
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(
      `INSERT INTO answer (user_id, key, fingerprint, claimed_at, message) VALUES ('demo-tenant', $1, $1, $2, $3)`,
      [id, now, answer],
    )
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('house:' || $1, 0))`, [houseId])
    await client.query(
      `INSERT INTO booking (id, version, house_id, house_version, tenant_id, landlord_id, check_in, check_out, time_zone,
         guests, total, deposit, currency, policy, status, created_at, due_at)
       VALUES ($1, 1, $2, 1, 'demo-tenant', 'demo-landlord', $3, $4, 'Asia/Shanghai', 1, 60000, 50000, 'CNY', 'MODERATE',
         'WAIT_ACCEPT', $5, $5::timestamptz + interval '1 day')`,
      [id, houseId, checkIn, checkOut, now],
    )
    await client.query('INSERT INTO night (order_id, date, price) VALUES ($1, $2, 30000), ($1, $3, 30000)', [
      id,
      checkIn,
      addDays(checkIn, 1),
    ])
    await client.query(
      `INSERT INTO step (order_id, version, at, to_status, by) VALUES ($1, 1, $2, 'WAIT_ACCEPT', 'tenant')`,
      [id, now],
    )
    await client.query(outbox, [randomUUID(), id, Buffer.alloc(120, 1)])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

import { pgCode, pgCodes, type Sql } from '@renting/platform'
import type { Stay } from '@renting/platform/values'
import { type Change, datesTaken } from '../domain/order.ts'
import type { Bookings, House } from '../domain/store.ts'
import { tell } from './events.ts'
import { houseValues, momentOf } from './rows.ts'

const unlessNewer = `ON CONFLICT (id) DO UPDATE
  SET version = excluded.version, title = excluded.title, cover_url = excluded.cover_url
  WHERE house.version < excluded.version`

export const keepHouse = `INSERT INTO house (id, version, title, cover_url) VALUES ($1, $2, $3, $4) ${unlessNewer}`

/**
 * All rows of a new order in one statement, after the lock of its house: the constraint alone would keep the promise, but
 * bookings that wait for one another inside it deadlock.
 */
const add = `WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended('house:' || $1, 0))),
  house AS (INSERT INTO house (id, version, title, cover_url) SELECT $1, $2, $3, $4 FROM turn ${unlessNewer}),
  made AS (
    INSERT INTO booking (id, version, house_id, house_version, tenant_id, landlord_id, check_in, check_out, time_zone,
      guests, total, deposit, currency, policy, status, created_at, due_at)
    SELECT $5, $6, $1, $7, $8, $9, $10::date, $11::date, $12, $13, $14, $15, $16, $17, $18, $19, $20 FROM turn
  ),
  nights AS (
    INSERT INTO night (order_id, date, price)
    SELECT $5, $10::date + (n - 1)::integer, price::bigint
    FROM jsonb_array_elements_text($21::jsonb) WITH ORDINALITY AS night (price, n)
  )
  INSERT INTO step (order_id, version, at, to_status, by) VALUES ($5, $6, $22, $18, $23)`

/** In the words of the exclusion constraint, so that its index answers. */
const taken = `SELECT EXISTS (
  SELECT FROM occupancy WHERE house_id = $1 AND during && daterange($2::date, $3::date)
) AS taken`

/** What booking does, over any SQL: it is what is done most, so it goes without what is not needed for it. */
export class SqlBookings implements Bookings {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async isFree(houseId: string, { checkIn, checkOut }: Stay): Promise<boolean> {
    const [row] = await this.#sql.$queryRawUnsafe<{ taken: boolean }[]>(taken, houseId, checkIn, checkOut)
    return row?.taken === false
  }

  async add(change: Change, house: House): Promise<void> {
    const { order, step } = change
    await orDatesTaken(
      this.#sql.$executeRawUnsafe(
        add,
        ...houseValues(house),
        order.id,
        order.version,
        order.houseVersion,
        order.tenantId,
        order.landlordId,
        order.stay.checkIn,
        order.stay.checkOut,
        order.timeZone,
        order.guests,
        order.total.amount,
        order.deposit.amount,
        order.total.currency,
        order.policy,
        order.status,
        new Date(order.createdAt),
        momentOf(order.dueAt),
        JSON.stringify(order.nights.map(({ price }) => price.amount)),
        new Date(step.at),
        step.by,
      ),
    )
    await tell(this.#sql, change)
  }
}

/** @throws Refusal DATES_TAKEN where the constraint says so */
export async function orDatesTaken(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    throw pgCode(error) === pgCodes.exclusionViolation ? datesTaken() : error
  }
}

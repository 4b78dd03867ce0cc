import { pgCode, pgCodes, type Tx } from '@renting/platform'
import { toSqlDate } from '@renting/platform/values'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { type Change, datesTaken, type Order } from '../domain/order.ts'
import type { Outcome, Payment, Refund } from '../domain/payment.ts'
import type { Hold, House, Listed, OrderTransaction } from '../domain/store.ts'
import { tell } from './events.ts'
import { PrismaOrderReader } from './order-reader.ts'
import { fromRow, listed, toPaymentRow, toRefundRow } from './rows.ts'

const keepHouse = `INSERT INTO house (id, version, title, cover_url) VALUES ($1, $2, $3, $4)
  ON CONFLICT (id) DO UPDATE
  SET version = excluded.version, title = excluded.title, cover_url = excluded.cover_url
  WHERE house.version < excluded.version`

/** All rows of a new order in one statement: whoever books waits for the database once, and holds the house's lock less. */
const add = `WITH house AS (${keepHouse}),
  made AS (
    INSERT INTO booking (id, version, house_id, house_version, tenant_id, landlord_id, check_in, check_out, time_zone,
      guests, total, deposit, currency, policy, status, created_at, due_at)
    VALUES ($5, $6, $1, $7, $8, $9, $10::date, $11::date, $12, $13, $14, $15, $16, $17, $18, $19, $20)
  ),
  nights AS (
    INSERT INTO night (order_id, date, price)
    SELECT $5, $10::date + (n - 1)::integer, price::bigint FROM jsonb_array_elements_text($21::jsonb) WITH ORDINALITY AS night (price, n)
  )
  INSERT INTO step (order_id, version, at, to_status, by) VALUES ($5, $6, $22, $18, $23)`

const save = `WITH changed AS (
    UPDATE booking SET version = $2, status = $3, due_at = $4 WHERE id = $1 AND version = $2 - 1 RETURNING id
  )
  INSERT INTO step (order_id, version, at, from_status, to_status, by, reason)
  SELECT id, $2, $5, $6, $3, $7, $8 FROM changed`

export class PrismaOrderTransaction extends PrismaOrderReader implements OrderTransaction {
  readonly #tx: Tx<PrismaClient>

  constructor(tx: Tx<PrismaClient>) {
    super(tx)
    this.#tx = tx
  }

  async lock(id: string): Promise<Listed | undefined> {
    await this.#tx.$executeRaw`SELECT FROM booking WHERE id = ${id} FOR UPDATE`
    return await this.find(id)
  }

  async lockDue(now: number, limit: number): Promise<readonly Order[]> {
    const due = await this.#tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM booking WHERE due_at <= ${new Date(now)} ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
    if (due.length === 0) return []
    const ids = due.map(({ id }) => id)
    const rows = await this.#tx.order.findMany({ where: { id: { in: ids } }, include: listed })
    return rows.map((row) => fromRow(row).order).toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
  }

  async lockHouse(houseId: string): Promise<void> {
    // The constraint alone would keep the promise; but bookings that wait for one another inside it deadlock.
    await this.#tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`house:${houseId}`}, 0))`
  }

  async add(change: Change, house: House): Promise<void> {
    const { order, step } = change
    await orDatesTaken(
      this.#tx.$executeRawUnsafe(
        add,
        ...houseValues(house),
        order.id,
        order.version,
        order.houseVersion,
        order.tenantId,
        order.landlordId,
        toSqlDate(order.stay.checkIn),
        toSqlDate(order.stay.checkOut),
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
    await tell(this.#tx, change)
  }

  async save(change: Change): Promise<void> {
    const { order, step, refund, review } = change
    const { id, version, status } = order
    const due = momentOf(order.dueAt)
    const at = new Date(step.at)
    const { from, by, reason = null } = step
    const changed = await this.#tx.$executeRawUnsafe(save, id, version, status, due, at, from, by, reason)
    if (changed === 0) throw new Error(`order ${id} is not at the version before ${version}`)
    if (refund !== undefined) await this.#addRefund(refund)
    if (review !== undefined) {
      await this.#tx.review.create({ data: { ...review, orderId: id, at: new Date(review.at) } })
    }
    await tell(this.#tx, change)
  }

  async keepHouse(house: House): Promise<void> {
    await this.#tx.$executeRawUnsafe(keepHouse, ...houseValues(house))
  }

  async hold({ id, houseId, stay }: Hold): Promise<void> {
    await orDatesTaken(
      this.#tx.$executeRaw`
        INSERT INTO occupancy (kind, id, house_id, during)
        VALUES ('hold', ${id}, ${houseId},
          daterange(${toSqlDate(stay.checkIn)}::date, ${toSqlDate(stay.checkOut)}::date))
        ON CONFLICT (kind, id) DO NOTHING`,
    )
  }

  async release(id: string): Promise<void> {
    await this.#tx.$executeRaw`DELETE FROM occupancy WHERE kind = 'hold' AND id = ${id}`
  }

  async addPayment(payment: Payment, now: number): Promise<void> {
    const askAt = new Date(now + 1_000)
    await this.#tx.payment.create({ data: { ...toPaymentRow(payment), startedAt: new Date(now), askAt } })
  }

  async conclude({ payment, change, refund }: Outcome): Promise<void> {
    const { id, status, answer, endedAt, day } = toPaymentRow(payment)
    await this.#tx.payment.update({ where: { id }, data: { status, answer, endedAt, day } })
    if (change !== undefined) await this.save(change)
    if (refund !== undefined) await this.#addRefund(refund)
  }

  async #addRefund(refund: Refund): Promise<void> {
    await this.#tx.refund.create({ data: toRefundRow(refund) })
  }
}

function houseValues({ id, version, title, coverUrl }: House): unknown[] {
  return [id, version, title, coverUrl ?? null]
}

function momentOf(time: number | undefined): Date | null {
  return time === undefined ? null : new Date(time)
}

async function orDatesTaken(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    throw pgCode(error) === pgCodes.exclusionViolation ? datesTaken() : error
  }
}

import type { Tx } from '@renting/platform'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Change, Order } from '../domain/order.ts'
import type { Outcome, Payment, Refund } from '../domain/payment.ts'
import type { Hold, House, Listed, OrderTransaction } from '../domain/store.ts'
import { keepHouse, orDatesTaken, SqlBookings } from './bookings.ts'
import { tell } from './events.ts'
import { PrismaOrderReader } from './order-reader.ts'
import { fromRow, houseValues, listed, momentOf, toPaymentRow, toRefundRow } from './rows.ts'

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

  add(change: Change, house: House): Promise<void> {
    return new SqlBookings(this.#tx).add(change, house)
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
          daterange(${stay.checkIn}::date, ${stay.checkOut}::date))
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

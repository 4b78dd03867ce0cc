import { type CalendarDate, dateParts, fromSqlDate, makeMoney, type Stay } from '@renting/platform/values'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Step } from '../domain/order.ts'
import type { Payment } from '../domain/payment.ts'
import type { Listed, MonthlyIncome, OrderQuery, OrderReader, TakenStay } from '../domain/store.ts'
import { SqlBookings } from './bookings.ts'
import { fromPaymentRow, fromRow, fromStepRow, listed } from './rows.ts'

/** What reading needs: a client or a transaction of it. */
export type Reads = Pick<PrismaClient, 'order' | 'step' | 'payment' | '$queryRawUnsafe' | '$executeRawUnsafe'>

interface StayRow {
  readonly id: string
  readonly checkIn: Date
  readonly checkOut: Date
}

interface IncomeRow {
  /** Its first day. */
  readonly month: Date
  readonly currency: string
  readonly paid: bigint
  readonly refunded: bigint
}

const takenStays = `SELECT id, lower(during) AS "checkIn", upper(during) AS "checkOut" FROM occupancy
  WHERE house_id = $1 AND during && daterange($2::date, $3::date) AND kind = 'order'
  ORDER BY during`

const income = `SELECT date_trunc('month', day)::date AS month, currency,
    sum(paid)::bigint AS paid, sum(refunded)::bigint AS refunded
  FROM (
    SELECT payment.day, payment.currency, payment.amount AS paid, 0 AS refunded
    FROM booking JOIN payment ON payment.order_id = booking.id AND payment.status = 'SUCCEEDED'
    WHERE booking.landlord_id = $1
    UNION ALL
    SELECT refund.day, refund.currency, 0, refund.amount
    FROM booking JOIN payment ON payment.order_id = booking.id AND payment.status = 'SUCCEEDED'
    JOIN refund ON refund.payment_id = payment.id
    WHERE booking.landlord_id = $1 AND refund.amount > 0
  ) AS movement
  WHERE day >= $2::date AND day < $3::date
  GROUP BY 1, 2 ORDER BY 1, 2`

export class PrismaOrderReader implements OrderReader {
  readonly #sql: Reads

  constructor(sql: Reads) {
    this.#sql = sql
  }

  async find(id: string): Promise<Listed | undefined> {
    const row = await this.#sql.order.findUnique({ where: { id }, include: listed })
    return row === null ? undefined : fromRow(row)
  }

  async history(id: string): Promise<readonly Step[]> {
    const rows = await this.#sql.step.findMany({ where: { orderId: id }, orderBy: { version: 'asc' } })
    return rows.map(fromStepRow)
  }

  async list({ role, userId, status, after, limit }: OrderQuery): Promise<readonly Listed[]> {
    const rows = await this.#sql.order.findMany({
      where: {
        [role === 'tenant' ? 'tenantId' : 'landlordId']: userId,
        status,
        ...(after && {
          OR: [
            { createdAt: { lt: new Date(after[0]) } },
            { createdAt: { equals: new Date(after[0]) }, id: { lt: after[1] } },
          ],
        }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
      include: listed,
    })
    return rows.map(fromRow)
  }

  isFree(houseId: string, stay: Stay): Promise<boolean> {
    return new SqlBookings(this.#sql).isFree(houseId, stay)
  }

  async takenStays(houseId: string, { checkIn, checkOut }: Stay): Promise<readonly TakenStay[]> {
    const rows = await this.#query<StayRow>(takenStays, houseId, checkIn, checkOut)
    return rows.map(({ id, ...stay }) => ({
      orderId: id,
      stay: { checkIn: fromSqlDate(stay.checkIn), checkOut: fromSqlDate(stay.checkOut) },
    }))
  }

  async payment(id: string): Promise<Payment | undefined> {
    const row = await this.#sql.payment.findUnique({ where: { id } })
    return row === null ? undefined : fromPaymentRow(row)
  }

  async livePayment(orderId: string): Promise<Payment | undefined> {
    const row = await this.#sql.payment.findFirst({ where: { orderId, status: { in: ['PENDING', 'SUCCEEDED'] } } })
    return row === null ? undefined : fromPaymentRow(row)
  }

  async income(landlordId: string, from: CalendarDate, to: CalendarDate): Promise<readonly MonthlyIncome[]> {
    const rows = await this.#query<IncomeRow>(income, landlordId, from, to)
    return rows.map(({ month: first, currency, paid, refunded }) => {
      const { year, month } = dateParts(fromSqlDate(first))
      const money = (amount: bigint) => makeMoney(Number(amount), currency)
      return { year, month, paid: money(paid), refunded: money(refunded) }
    })
  }

  #query<T>(sql: string, ...values: unknown[]): Promise<T[]> {
    return this.#sql.$queryRawUnsafe<T[]>(sql, ...values)
  }
}

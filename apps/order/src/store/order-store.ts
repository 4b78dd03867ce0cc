import type { Clock } from '@micro/core'
import type { Database, Sql } from '@renting/platform'
import { StoredAnswers } from '@renting/platform/answers'
import type { Claim } from '@renting/platform/values'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Payment } from '../domain/payment.ts'
import type { Bookings, OrderStore, OrderTransaction } from '../domain/store.ts'
import { SqlBookings } from './bookings.ts'
import { PrismaOrderReader } from './order-reader.ts'
import { PrismaOrderTransaction } from './order-transaction.ts'
import { fromPaymentRow } from './rows.ts'

/** One statement, so that of two that look at once each gets others. */
const takePending = `UPDATE payment
  SET ask_at = $1 + least(greatest($1 - started_at, interval '1 second'), interval '1 minute')
  WHERE id IN (
    SELECT id FROM payment WHERE status = 'PENDING' AND ask_at <= $1 ORDER BY ask_at LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  RETURNING id, order_id AS "orderId", method, amount, currency, status, answer, ended_at AS "endedAt", day`

/** Orders in PostgreSQL. */
export class PrismaOrderStore extends PrismaOrderReader implements OrderStore {
  readonly #database: Database<PrismaClient>
  readonly #answers: StoredAnswers<PrismaClient, OrderTransaction>
  readonly bookings: StoredAnswers<Sql, Bookings>

  /** @param clock real time, which keys are remembered by */
  constructor(database: Database<PrismaClient>, clock: Pick<Clock, 'time'>) {
    super(database.client)
    this.#database = database
    this.#answers = new StoredAnswers(database, clock, (tx) => new PrismaOrderTransaction(tx))
    this.bookings = new StoredAnswers(database.plain, clock, (sql) => new SqlBookings(sql))
  }

  answerTo(claim: Claim): Promise<Uint8Array | undefined> {
    return this.#answers.answerTo(claim)
  }

  answerOnce(claim: Claim, work: (tx: OrderTransaction) => Promise<Uint8Array>): Promise<Uint8Array> {
    return this.#answers.answerOnce(claim, work)
  }

  transaction<R>(work: (tx: OrderTransaction) => Promise<R>): Promise<R> {
    return this.#database.transaction((tx) => work(new PrismaOrderTransaction(tx)))
  }

  async takePending(now: number, limit: number): Promise<readonly Payment[]> {
    type Rows = Parameters<typeof fromPaymentRow>[0][]
    const rows = await this.#database.client.$queryRawUnsafe<Rows>(takePending, new Date(now), limit)
    return rows.map(fromPaymentRow)
  }
}

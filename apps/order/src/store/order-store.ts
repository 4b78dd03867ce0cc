import type { Clock } from '@micro/core'
import type { Database } from '@renting/platform'
import { StoredAnswers } from '@renting/platform/answers'
import type { Claim } from '@renting/platform/values'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { OrderStore, OrderTransaction } from '../domain/store.ts'
import { PrismaOrderReader } from './order-reader.ts'
import { PrismaOrderTransaction } from './order-transaction.ts'

/** Orders in PostgreSQL. */
export class PrismaOrderStore extends PrismaOrderReader implements OrderStore {
  readonly #answers: StoredAnswers<PrismaClient, OrderTransaction>

  constructor(database: Database<PrismaClient>, clock: Pick<Clock, 'time'>) {
    super(database.client)
    this.#answers = new StoredAnswers(database, clock, (tx) => new PrismaOrderTransaction(tx))
  }

  answerTo(claim: Claim): Promise<Uint8Array | undefined> {
    return this.#answers.answerTo(claim)
  }

  answerOnce(claim: Claim, work: (tx: OrderTransaction) => Promise<Uint8Array>): Promise<Uint8Array> {
    return this.#answers.answerOnce(claim, work)
  }
}

import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool } from 'pg'
import { type PlainDatabase, plainDatabase } from './plain.ts'
import { createPool, endPool, type PoolOptions } from './pool.ts'
import type { PrismaClientLike, TransactionOptions, Tx } from './sql.ts'
import { transaction } from './transaction.ts'

/** What a generated `PrismaClient` is constructed with: `(options) => new PrismaClient(options)`. */
export interface PrismaOptions {
  readonly adapter: PrismaPg
  /** Colours and code excerpts have no place in logs. */
  readonly errorFormat: 'minimal'
}

export interface DatabaseOptions<C> extends PoolOptions {
  readonly client: (options: PrismaOptions) => C
}

/** One service's database: Prisma's client and SQL over the same pool. */
export interface Database<C extends PrismaClientLike> {
  /** Prisma's client, for reads and single writes. */
  readonly client: C
  /** Without Prisma, for what is done most. */
  readonly plain: PlainDatabase
  readonly pool: Pool
  readonly url: string
  /** See `transaction`: retried when lost to another, so `work` must do nothing outside it. */
  transaction<R>(work: (tx: Tx<C>) => Promise<R>, options?: TransactionOptions): Promise<R>
  /** Waits for statements under way, then closes all connections. May be called more than once. */
  close(): Promise<void>
}

/** Connects when first used; `waitForDatabase` and `migrate` come before. */
export function openDatabase<C extends PrismaClientLike>(options: DatabaseOptions<C>): Database<C> {
  const pool = createPool(options)
  const client = options.client({ adapter: new PrismaPg(pool), errorFormat: 'minimal' })
  let closing: Promise<void> | undefined
  return {
    client,
    plain: plainDatabase(pool),
    pool,
    url: options.url,
    transaction: (work, transactionOptions) => transaction(client, work, transactionOptions),
    close() {
      closing ??= client.$disconnect().then(() => endPool(pool))
      return closing
    },
  }
}

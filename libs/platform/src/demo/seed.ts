import type { Database } from '../database/database.ts'
import type { PrismaClientLike, Tx } from '../database/sql.ts'

/** What a service has of the demonstration, and whether its database is still without it. */
export interface Seed<C> {
  isEmpty(sql: Tx<C>): Promise<boolean>
  /** What takes long and is not the database's: two instances that start together may both do it, to the same end. */
  prepare?(): Promise<void>
  fill(tx: Tx<C>): Promise<void>
}

/** Milliseconds, longer than any of it takes on a machine that is busy. */
const timeout = 60_000

/** Fills a database that is empty. Of two instances that start together one fills it, and the other waits for it. */
export async function seedOnce<C extends PrismaClientLike>(database: Database<C>, seed: Seed<C>): Promise<void> {
  if (!(await seed.isEmpty(database.client))) return
  // Before the transaction, which nothing should keep open for seconds.
  await seed.prepare?.()
  await database.transaction(
    async (tx) => {
      await tx.$executeRawUnsafe('SET LOCAL statement_timeout = 0')
      await tx.$executeRawUnsafe("SELECT pg_advisory_xact_lock(hashtextextended('seed', 0))")
      if (await seed.isEmpty(tx)) await seed.fill(tx)
    },
    { timeout },
  )
}

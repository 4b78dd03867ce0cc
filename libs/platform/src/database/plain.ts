import type { Pool, PoolClient } from 'pg'
import type { Sql } from './sql.ts'
import { untilWon } from './transaction.ts'

/** A database without Prisma: statements alone. */
export interface PlainDatabase {
  readonly client: Sql
  /** See `transaction`: retried when lost to another, so `work` must do nothing outside it. */
  transaction<R>(work: (tx: Sql) => Promise<R>): Promise<R>
}

/**
 * Statements over a service's own pool, for the few paths where Prisma's share of a transaction is felt: inside one, each
 * of its statements costs some five times what `pg` alone takes. Each statement is planned once on each connection, so
 * its plan must be good for any values.
 *
 * What is written so works on Prisma's transactions too, as long as days are given as text: `pg` and Prisma write a
 * `Date` differently.
 */
export function plainDatabase(pool: Pool): PlainDatabase {
  return {
    client: statements(pool),
    transaction: (work) => untilWon(() => once(pool, work)),
  }
}

async function once<R>(pool: Pool, work: (tx: Sql) => Promise<R>): Promise<R> {
  const client = await pool.connect()
  let broken = false
  // A connection that is lost fails the statement under way; that it also says so must not end the process.
  const lose = () => {
    broken = true
  }
  client.on('error', lose)
  try {
    await client.query('BEGIN')
    const result = await work(statements(client))
    await client.query('COMMIT')
    return result
  } catch (error) {
    // Where not even that can be said, the connection is of no more use.
    await client.query('ROLLBACK').catch(lose)
    throw error
  } finally {
    client.off('error', lose)
    client.release(broken)
  }
}

function statements(client: Pool | PoolClient): Sql {
  const query = (text: string, values: unknown[]) => client.query<object>({ name: nameOf(text), text, values })
  return {
    $executeRawUnsafe: async (text, ...values) => (await query(text, values)).rowCount ?? 0,
    $queryRawUnsafe: async <T>(text: string, ...values: unknown[]) => (await query(text, values)).rows as T,
  }
}

const names = new Map<string, string>()

/** A statement with a name is parsed and planned once on each connection. Texts are those of the source, so they are few. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `statement ${names.size + 1}`
  names.set(text, name)
  return name
}

import { sleep, systemClock } from '@micro/core'
import { Pool } from 'pg'
import type { Logger } from '../log/logger.ts'

export interface PoolOptions {
  readonly url: string
  /** Shown in `pg_stat_activity`: the service. */
  readonly name: string
  readonly log: Logger
  /** Connections at most. @default 10 */
  readonly max?: number
  /** Milliseconds a statement may run. @default 10000 */
  readonly statementTimeout?: number
}

/** Connections to one PostgreSQL database, made when needed. Losing idle ones is logged, not thrown: they are remade. */
export function createPool({ url, name, log, max = 10, statementTimeout = 10_000 }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: name,
    max,
    statement_timeout: statementTimeout,
    // A transaction whose owner hangs must not hold its locks for ever.
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  })
  pool.on('error', (err) => log.warn({ err }, 'lost an idle connection to PostgreSQL'))
  return pool
}

/** Milliseconds for connections to say goodbye. */
const farewell = 1_000

/**
 * Ends a pool and resolves when its connections are closed: `end()` alone resolves when it has asked for that, and a
 * PostgreSQL that stops next would still cut them off.
 */
export async function endPool(pool: Pool): Promise<void> {
  const open = pool.totalCount
  const limit = new AbortController()
  let closed = 0
  pool.on('remove', () => {
    if (++closed === open) limit.abort()
  })
  await pool.end()
  if (closed < open) await sleep(systemClock, farewell, limit.signal)
}

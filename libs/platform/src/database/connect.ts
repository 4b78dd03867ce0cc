import { setTimeout as delay } from 'node:timers/promises'
import { Client, type ClientConfig } from 'pg'
import { StartError } from '../errors.ts'
import type { Logger } from '../log/logger.ts'
import { pgCode } from './pg-error.ts'

export interface ConnectOptions extends Omit<ClientConfig, 'connectionString'> {
  readonly url: string
  readonly log: Logger
  /** Milliseconds to wait for a server that is not up yet. @default 30000 */
  readonly patience?: number
}

/** A server that starts, restarts or is full says so by these; anything else it refuses for good. */
const passing = new Set(['57P03', '53300'])
const period = 200

/**
 * A connection of its own, to a server that may still be starting: waits with one line in the log.
 *
 * @throws StartError when nobody answers in time, or at once when the server refuses (password, no such database)
 */
export async function connect({ url, log, patience = 30_000, ...config }: ConnectOptions): Promise<Client> {
  const end = performance.now() + patience
  for (let attempt = 1; ; attempt++) {
    const client = new Client({ connectionTimeoutMillis: 5_000, ...config, connectionString: url })
    // Said again by whatever is under way or comes next; without a listener it would end the process.
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => {})
      const reason = error instanceof AggregateError ? String(error.errors[0]) : (error as Error).message
      const code = pgCode(error)
      if (code !== undefined && !passing.has(code)) {
        throw new StartError(`PostgreSQL at ${where(url)} refuses: ${reason}; check DATABASE_URL`, { cause: error })
      }
      if (performance.now() + period > end) {
        const seconds = Math.round(patience / 1000)
        throw new StartError(
          `PostgreSQL at ${where(url)} did not answer within ${seconds} s (${reason}); start it or correct DATABASE_URL`,
          { cause: error },
        )
      }
      if (attempt === 1) log.warn({ reason }, `waiting for PostgreSQL at ${where(url)}`)
      await delay(period)
    }
  }
}

/** Host, port and database: no credentials. */
export function where(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

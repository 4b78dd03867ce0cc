import { type BrokerLimits, type Clock, errors, type MicroError, systemClock } from '@micro/core'
import { defaultBrokerLimits } from '@micro/core/broker'
import type { ClientConfig } from 'pg'

export interface PostgresBrokerOptions {
  /** `postgres://user:password@host:5432/database`. @default what `connection` or pg's `PG…` variables say */
  readonly url?: string
  /** What `pg` takes beside or instead of the address: host, ssl, a function that fetches the password. */
  readonly connection?: ClientConfig
  /** The schema that holds everything; brokers of one schema meet. Small letters, digits, `_`. @default micro_broker */
  readonly schema?: string
  /** Connections at most, beside the one that listens. @default 4 */
  readonly connections?: number
  /** Milliseconds to connect, and for a statement. @default 5000 */
  readonly timeout?: number
  /**
   * Milliseconds between looks for messages that nobody has told of: those whose delay or lease was set by a process that
   * has gone since. @default 1000
   */
  readonly pollInterval?: number
  /**
   * Milliseconds between looks for processes that have gone with messages in hand. What they held is handed over at the
   * second look that misses them, before its `ackTimeout`. @default 2000
   */
  readonly presenceInterval?: number
  /** Milliseconds for which a message is kept after its publication although every queue has handled it. @default 3600000 */
  readonly retention?: number
  /** Milliseconds for which dead letters are kept. @default 2592000000, 30 days */
  readonly deadLetterRetention?: number
  /** Milliseconds between clean-ups. @default 60000 */
  readonly cleanInterval?: number
  /** Messages that wait to be written; what is more is refused with 429. @default 10000 */
  readonly maxPending?: number
  readonly limits?: BrokerLimits
  /** For waiting in this process. What is stored goes by the database's clock alone. @default systemClock */
  readonly clock?: Clock
  /** From 0 to below 1; spreads retries. @default Math.random */
  readonly random?: () => number
  /**
   * Hears what nobody else is told: a connection that was lost, a message of a subscriber without a queue that was given
   * up. @default a process warning
   */
  readonly onError?: (error: MicroError) => void
}

export type PostgresSettings = Required<Omit<PostgresBrokerOptions, 'url' | 'connection' | 'limits'>> & {
  readonly connection: ClientConfig
  readonly limits: Required<BrokerLimits>
}

/** @throws MicroError 400 for a schema name that is none, or a number out of range */
export function postgresSettings(options: PostgresBrokerOptions): PostgresSettings {
  const { url, connection = {}, schema = 'micro_broker', limits } = options
  // It also is the notifications' channel and stands in statements: no quoting, no surprises.
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw errors.badRequest('micro.broker', `schema ${JSON.stringify(schema)}`)
  return {
    connection: url === undefined ? connection : { ...connection, connectionString: url },
    schema,
    connections: positive('connections', options.connections ?? 4),
    timeout: positive('timeout', options.timeout ?? 5000),
    pollInterval: positive('pollInterval', options.pollInterval ?? 1000),
    presenceInterval: positive('presenceInterval', options.presenceInterval ?? 2000),
    retention: positive('retention', options.retention ?? 3_600_000),
    deadLetterRetention: positive('deadLetterRetention', options.deadLetterRetention ?? 30 * 86_400_000),
    cleanInterval: positive('cleanInterval', options.cleanInterval ?? 60_000),
    maxPending: positive('maxPending', options.maxPending ?? 10_000),
    limits: { ...defaultBrokerLimits, ...limits },
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    onError: options.onError ?? ((error) => process.emitWarning(error.message, 'BrokerWarning')),
  }
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value
  throw errors.badRequest('micro.broker', `${name} is ${value}: a whole number above 0 is expected`)
}

import { randomUUID } from 'node:crypto'
import { type Context, type EventType, encodeMessage } from '@micro/core'
import { currentContext } from '../current.ts'
import type { Sql } from '../database/sql.ts'
import { eventHeader } from './header.ts'

export interface AddOptions {
  /** On whose behalf: the event belongs to its trace. @default the call or event that is being handled */
  readonly ctx?: Context
  /** Events of one key are published in the order of their commits. @default the value of the event's key field */
  readonly key?: string
  /** @default a random UUID */
  readonly id?: string
}

/**
 * Publishes `message` if and only if the transaction `tx` commits: it is written beside the change, and the relay
 * publishes it afterwards, at least once, under the same id each time.
 *
 * Transactions with events of one key wait for one another here, until commit. That is what makes the order of the
 * outbox the order of the commits; take the lock late.
 *
 * @returns the event's id
 * @throws what encoding throws for a message that its type does not allow
 */
async function add<T>(tx: Sql, event: EventType<T>, message: T, options: AddOptions = {}): Promise<string> {
  const { id = randomUUID(), key = keyOf(event, message), ctx = currentContext() } = options
  const header = JSON.stringify(eventHeader(ctx))
  const body = encodeMessage(event, message)
  // The lock's row is made before the number of the outbox's row is drawn: one key's numbers grow by commit.
  await tx.$executeRawUnsafe(
    `WITH turn AS MATERIALIZED (
       SELECT CASE WHEN $3::text IS NOT NULL THEN pg_advisory_xact_lock(hashtextextended('outbox:' || $3::text, 0)) END
     )
     INSERT INTO outbox (id, topic, key, header, body)
     SELECT $1, $2, $3::text, $4::jsonb, $5 FROM turn`,
    id,
    event.topic,
    key ?? null,
    header,
    body,
  )
  return id
}

function keyOf<T>(event: EventType<T>, message: T): string | undefined {
  if (event.key === undefined) return undefined
  const value = message[event.key]
  return value === undefined || value === null || value === '' ? undefined : String(value)
}

/** Which events to publish again. All that are given must hold; at least one is. */
export interface Replay {
  readonly ids?: readonly string[]
  readonly topic?: string
  readonly key?: string
  /** Added at this moment or later. */
  readonly from?: Date
  /** Added before this moment. */
  readonly to?: Date
}

/**
 * Has events that were sent sent again, in their order and under their ids, as long as they are kept. Consumers that
 * have handled one skip it: those that shall handle it again must `forget` it first.
 *
 * @returns how many
 */
async function replay(sql: Sql, { ids, topic, key, from, to }: Replay): Promise<number> {
  if (ids === undefined && topic === undefined && key === undefined && from === undefined && to === undefined) {
    throw new RangeError('a replay of everything must say so: give a range')
  }
  // One statement: the notification goes out with its commit.
  const [row] = await sql.$queryRawUnsafe<{ count: bigint }[]>(
    `WITH again AS (
       UPDATE outbox SET sent_at = NULL
       WHERE sent_at IS NOT NULL AND ($1::text[] IS NULL OR id = ANY($1::text[])) AND ($2::text IS NULL OR topic = $2)
         AND ($3::text IS NULL OR key = $3)
         AND ($4::timestamptz IS NULL OR created_at >= $4) AND ($5::timestamptz IS NULL OR created_at < $5)
       RETURNING 1
     )
     SELECT count(*) AS count, pg_notify('outbox', '')::text FROM again`,
    ids ?? null,
    topic ?? null,
    key ?? null,
    from ?? null,
    to ?? null,
  )
  return Number(row?.count ?? 0)
}

export const outbox = { add, replay } as const

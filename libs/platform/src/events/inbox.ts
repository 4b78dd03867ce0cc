import type { EventContext } from '@micro/core'
import type { Sql, Transactions, Tx } from '../database/sql.ts'

/**
 * Runs `effect` unless `queue` has handled the event `id` before. The mark is made in `tx`, the transaction of the
 * effect, so either both are there or neither. Of two at once the second waits for the first to commit, then skips;
 * if the first rolls back, the second does the work.
 *
 * @returns whether the effect ran
 */
async function once(tx: Sql, queue: string, id: string, effect: () => Promise<void>): Promise<boolean> {
  const marked = await tx.$executeRawUnsafe(
    'INSERT INTO inbox (queue, id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    queue,
    id,
  )
  if (marked === 0) return false
  await effect()
  return true
}

/** Forgets that `queue` has handled the event, so that a replay of it has its effect again. */
async function forget(sql: Sql, queue: string, id: string): Promise<boolean> {
  return (await sql.$executeRawUnsafe('DELETE FROM inbox WHERE queue = $1 AND id = $2', queue, id)) > 0
}

export const inbox = { once, forget } as const

/** What an event does: all of it through `tx`. */
export type Effect<T, C> = (message: T, tx: Tx<C>, ctx: EventContext) => Promise<void>

/**
 * A subscriber whose effect happens once, however often the event is delivered: effect and inbox mark in one
 * transaction. A duplicate is acknowledged and does nothing.
 *
 *     service.subscribe(HousePublished, handled(database, 'renting.order', keepHouse), { queue: 'renting.order' })
 */
export function handled<T, C extends Sql>(
  database: Transactions<C>,
  queue: string,
  effect: Effect<T, C>,
): (message: T, ctx: EventContext) => Promise<void> {
  return async (message, ctx) => {
    await database.transaction(async (tx) => {
      await once(tx as unknown as Sql, queue, ctx.id, () => effect(message, tx, ctx))
    })
  }
}

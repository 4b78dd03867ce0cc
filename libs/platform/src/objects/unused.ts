import type { Database } from '../database/database.ts'
import type { PrismaClientLike, Sql } from '../database/sql.ts'
import type { ObjectStore } from './object-store.ts'

/**
 * Minutes after which an object that nothing refers to is removed: more than an upload takes, and more than others need to
 * hear that a picture they show was replaced.
 */
const lifetime = 10

const insert = `INSERT INTO unused_object (key, due)
  SELECT key, now() + $2 * interval '1 minute' FROM unnest($1::text[]) AS key ON CONFLICT DO NOTHING`

/** Notes objects that nothing refers to: before they are stored, or when what referred to them no longer does. */
async function note(sql: Sql, keys: readonly string[]): Promise<void> {
  await sql.$executeRawUnsafe(insert, keys, lifetime)
}

/** Objects that were noted are referred to from now on. @throws Error when they are not noted: they may be gone */
async function take(tx: Sql, keys: readonly string[]): Promise<void> {
  const taken = await tx.$executeRawUnsafe('DELETE FROM unused_object WHERE key = ANY($1)', keys)
  if (taken !== keys.length) throw new Error('the objects may be removed already')
}

/**
 * Removes some objects that are due. Instances share the work; an object is forgotten only once it is removed, so one that
 * the store did not remove comes again.
 *
 * @returns how many; 0 when none is due
 */
async function remove<C extends PrismaClientLike>(
  database: Pick<Database<C>, 'transaction'>,
  store: Pick<ObjectStore, 'remove'>,
  limit = 10,
): Promise<number> {
  return await database.transaction(async (tx) => {
    const due = await (tx as unknown as Sql).$queryRawUnsafe<{ key: string }[]>(
      `DELETE FROM unused_object WHERE key IN (
         SELECT key FROM unused_object WHERE due <= now() ORDER BY due LIMIT $1 FOR UPDATE SKIP LOCKED
       ) RETURNING key`,
      limit,
    )
    await Promise.all(due.map(({ key }) => store.remove(key)))
    return due.length
  })
}

/**
 * What is stored and what refers to it are in two places, and no transaction holds both. So an object is noted before it
 * is stored, and the note goes in the transaction that refers to it: what a crash leaves behind is found and removed, and
 * what is shown never is.
 */
export const unusedObjects = { note, take, remove } as const

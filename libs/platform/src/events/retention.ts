import type { ClientBase } from 'pg'

export interface Retention {
  /** Milliseconds for which a sent event can be replayed. @default 7 days */
  readonly outbox?: number
  /**
   * Milliseconds for which a handled event is known again. Longer than anything may deliver it anew: a broker's
   * retries, a replay out of somebody's outbox. @default 30 days
   */
  readonly inbox?: number
}

const day = 86_400_000
const chunk = 1000

/** Deletes what is over, some rows at a time, so that no lock is held for long. @returns how many rows */
export async function trim(client: ClientBase, { outbox = 7 * day, inbox = 30 * day }: Retention): Promise<number> {
  const sent = await inChunks(
    client,
    `DELETE FROM outbox WHERE seq IN
       (SELECT seq FROM outbox WHERE sent_at < now() - make_interval(secs => $1) ORDER BY sent_at LIMIT $2)`,
    outbox,
  )
  const handled = await inChunks(
    client,
    `DELETE FROM inbox WHERE (queue, id) IN
       (SELECT queue, id FROM inbox WHERE handled_at < now() - make_interval(secs => $1) ORDER BY handled_at LIMIT $2)`,
    inbox,
  )
  return sent + handled
}

async function inChunks(client: ClientBase, sql: string, age: number): Promise<number> {
  for (let total = 0; ; ) {
    const { rowCount } = await client.query(sql, [age / 1000, chunk])
    total += rowCount ?? 0
    if ((rowCount ?? 0) < chunk) return total
  }
}

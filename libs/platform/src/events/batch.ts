import type { BrokerMessage } from '@micro/core'
import type { ClientBase } from 'pg'

/** A row of the outbox that waits. */
export interface Waiting {
  /** `bigint`, as text. */
  readonly seq: string
  readonly topic: string
  readonly message: BrokerMessage
}

interface Row {
  readonly seq: string
  readonly id: string
  readonly topic: string
  readonly key: string | null
  readonly header: Record<string, string>
  readonly body: Buffer
}

/** Whose turn it is not. */
export interface Except {
  readonly keys: readonly string[]
  /** Of events without a key. */
  readonly seqs: readonly string[]
}

/** The first `limit` events that wait, in order. */
export async function readWaiting(
  client: ClientBase,
  limit: number,
  { keys, seqs }: Except,
): Promise<readonly Waiting[]> {
  const { rows } = await client.query<Row>({
    name: 'outbox-waiting',
    text: `SELECT seq, id, topic, key, header, body FROM outbox
           WHERE sent_at IS NULL AND (key IS NULL OR key <> ALL($2)) AND seq <> ALL($3) ORDER BY seq LIMIT $1`,
    values: [limit, keys, seqs],
  })
  return rows.map(({ seq, topic, id, key, header, body }) => ({
    seq,
    topic,
    message: { id, header, body, ...(key !== null && { key }) },
  }))
}

export async function markSent(client: ClientBase, sent: readonly Waiting[]): Promise<void> {
  if (sent.length === 0) return
  await client.query({
    name: 'outbox-sent',
    text: 'UPDATE outbox SET sent_at = now() WHERE seq = ANY($1)',
    values: [sent.map((each) => each.seq)],
  })
}

/** Events that must go one after another: those of one key. Each without a key is a chain of its own. */
export function chainsOf(events: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const chains = new Map<string, Waiting[]>()
  for (const event of events) {
    const { key } = event.message
    const name = key === undefined ? `seq ${event.seq}` : `key ${key}`
    const chain = chains.get(name)
    if (chain === undefined) chains.set(name, [event])
    else chain.push(event)
  }
  return [...chains.values()]
}

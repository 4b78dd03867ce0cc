import type { BrokerMessage } from '@micro/core'
import type { Database } from './database.ts'

/** A message that is to be published. */
export interface Outgoing {
  readonly topic: string
  readonly message: BrokerMessage
}

/** A stored message. `seq` is a bigint, as text. */
export interface Stored {
  readonly seq: string
  readonly message: BrokerMessage
}

/** A stored message, leased. */
export interface Taken extends Stored {
  readonly attempt: number
}

/** Names the lease of one message in one queue. */
export interface Lease {
  readonly queue: number
  readonly seq: string
  readonly attempt: number
}

/** How a lease ends: handled, or to be delivered again after `delay` milliseconds, or dead after `tries` deliveries. */
export interface Ending extends Lease {
  readonly delay?: number
  readonly error?: string
  readonly tries?: number
}

interface MessageRow {
  readonly seq: string
  readonly id: string
  readonly key: string | null
  readonly header: string
  readonly body: Buffer
}

interface LetterRow extends MessageRow {
  readonly topic: string
  readonly attempts: number
  readonly error: string
  readonly at: number
}

/** Everything the broker says to the database, typed. What each does stands in migrations/0002_functions.sql. */
export class Statements {
  readonly #database: Database
  readonly #schema: string

  constructor(database: Database, schema: string) {
    this.#database = database
    this.#schema = schema
  }

  async publish(batch: readonly Outgoing[]): Promise<void> {
    let end = 0
    await this.#call('publish', 'publish($1, $2, $3, $4, $5, $6)', [
      batch.map(({ topic }) => topic),
      batch.map(({ message }) => message.id),
      batch.map(({ message }) => message.key ?? null),
      batch.map(({ message }) => JSON.stringify(message.header)),
      Buffer.concat(batch.map(({ message }) => message.body)),
      batch.map(({ message }) => (end += message.body.length)),
    ])
  }

  async joinQueue(topic: string, name: string, ordered: boolean): Promise<number> {
    const [row] = await this.#call<{ id: number }>('subscribe', 'join_queue($1, $2, $3) AS id', [topic, name, ordered])
    return row!.id
  }

  dropQueue(topic: string, name: string): Promise<boolean> {
    return this.#yes('drop a queue', 'drop_queue($1, $2) AS yes', [topic, name])
  }

  async take(queue: number, most: number, lease: number, member: number): Promise<readonly Taken[]> {
    const call = 'take($1, $2, $3, $4)'
    const rows = await this.#call<MessageRow & { attempt: number }>('take', call, [queue, most, lease, member])
    return rows.map((row) => ({ seq: row.seq, attempt: row.attempt, message: messageOf(row) }))
  }

  /** @returns the queues in which a further message may be taken now */
  async settle(endings: readonly Ending[]): Promise<ReadonlySet<number>> {
    const rows = await this.#call<{ queue: number }>('settle', 'settle($1, $2, $3, $4, $5, $6) AS queue', [
      ...leaseColumns(endings),
      endings.map(({ delay }) => delay ?? null),
      endings.map(({ error }) => error ?? null),
      endings.map(({ tries }) => tries ?? null),
    ])
    return new Set(rows.map(({ queue }) => queue))
  }

  async giveBack(queue: number, taken: readonly Taken[]): Promise<void> {
    const [seqs, attempts] = [taken.map(({ seq }) => seq), taken.map(({ attempt }) => attempt)]
    await this.#call('give back', 'give_back($1, $2, $3)', [queue, seqs, attempts])
  }

  /** @returns the leases that are still held, by their places in `held` */
  async rejoin(held: readonly (Lease & { readonly member: number })[], member: number): Promise<ReadonlySet<number>> {
    const members = held.map((lease) => lease.member)
    const rows = await this.#call<{ place: string }>('rejoin', 'rejoin($1, $2, $3, $4, $5) AS place', [
      ...leaseColumns(held),
      members,
      member,
    ])
    return new Set(rows.map(({ place }) => Number(place) - 1))
  }

  async reclaim(queues: readonly number[], members: readonly number[]): Promise<ReadonlySet<number>> {
    const rows = await this.#call<{ queue: number }>('reclaim', 'reclaim($1, $2) AS queue', [queues, members])
    return new Set(rows.map(({ queue }) => queue))
  }

  /** In the order of their publication; those that are gone are left out. */
  async messages(seqs: readonly string[]): Promise<readonly Stored[]> {
    const text = `SELECT seq, id, key, header, body FROM ${this.#schema}.message WHERE seq = ANY ($1) ORDER BY seq`
    const rows = await this.#database.query<MessageRow>('fetch', text, [seqs])
    return rows.map((row) => ({ seq: row.seq, message: messageOf(row) }))
  }

  /** The last message's number; 0 when there is none. */
  async lastSeq(): Promise<number> {
    const text = `SELECT coalesce(max(seq), 0) AS seq FROM ${this.#schema}.message`
    const [row] = await this.#database.query<{ seq: string }>('subscribe', text)
    return Number(row!.seq)
  }

  /** The messages of a topic after one, first ones first. */
  async after(topic: string, seq: number, most: number): Promise<readonly string[]> {
    const text = `SELECT seq FROM ${this.#schema}.message WHERE seq > $1 AND topic = $2 ORDER BY seq LIMIT $3`
    const rows = await this.#database.query<{ seq: string }>('catch up', text, [seq, topic, most])
    return rows.map((row) => row.seq)
  }

  async letters(queue: string, limit: number) {
    const schema = this.#schema
    const text = `
      SELECT q.topic, m.seq, m.id, m.key, m.header, m.body, d.attempts, d.error,
        (extract(epoch FROM d.died_at) * 1000)::float8 AS at
      FROM ${schema}.dead_letter d
      JOIN ${schema}.queue q ON q.id = d.queue_id
      JOIN ${schema}.message m ON m.seq = d.seq
      WHERE q.name = $1 ORDER BY d.id LIMIT $2`
    const rows = await this.#database.query<LetterRow>('list dead letters', text, [queue, limit])
    return rows.map((row) => ({
      topic: row.topic,
      message: messageOf(row),
      attempts: row.attempts,
      error: row.error,
      at: Math.floor(row.at),
    }))
  }

  replay(queue: string, id: string): Promise<boolean> {
    return this.#yes('replay', 'replay($1, $2) AS yes', [queue, id])
  }

  async discard(queue: string, id: string): Promise<boolean> {
    const text = `
      DELETE FROM ${this.#schema}.dead_letter d USING ${this.#schema}.queue q
      WHERE q.name = $1 AND d.queue_id = q.id AND d.message_id = $2 RETURNING d.id`
    return (await this.#database.query('discard', text, [queue, id])).length > 0
  }

  /** @returns where to go on; null when there is no more to do */
  async clean(after: string, most: number, kept: number): Promise<string | null> {
    const [row] = await this.#call<{ next: string | null }>('clean', 'clean($1, $2, $3) AS next', [after, most, kept])
    return row!.next
  }

  async cleanDeadLetters(kept: number): Promise<void> {
    await this.#call('clean', 'clean_dead_letters($1)', [kept])
  }

  async #yes(doing: string, call: string, values: readonly unknown[]): Promise<boolean> {
    const [row] = await this.#call<{ yes: boolean }>(doing, call, values)
    return row!.yes
  }

  #call<Row extends object>(doing: string, call: string, values: readonly unknown[]): Promise<Row[]> {
    return this.#database.query<Row>(doing, `SELECT * FROM ${this.#schema}.${call}`, values)
  }
}

function leaseColumns(leases: readonly Lease[]): unknown[] {
  return [leases.map(({ queue }) => queue), leases.map(({ seq }) => seq), leases.map(({ attempt }) => attempt)]
}

function messageOf(row: MessageRow): BrokerMessage {
  // Plain bytes: a Buffer's `slice` shares memory where a Uint8Array's copies.
  const body = new Uint8Array(row.body.buffer, row.body.byteOffset, row.body.length)
  const header: Record<string, string> = Object.assign(Object.create(null), JSON.parse(row.header))
  return { id: row.id, header, body, ...(row.key !== null && { key: row.key }) }
}

import { backoff, type Clock, sleep } from '@micro/core'
import type { Client } from 'pg'
import type { Database } from './database.ts'
import { notConnected, unavailable } from './errors.ts'
import { migrate } from './migrations.ts'

export interface SessionOptions {
  readonly database: Database
  readonly schema: string
  readonly clock: Clock
  readonly random: () => number
  /** A notification. */
  hear(payload: string): void
  /** The connection has broken. */
  lost(error: Error | undefined): void
  /** It stands again. What was said meanwhile was not heard. */
  restored(): void
}

/** Milliseconds between attempts to connect again: at first, and at most. */
const firstWait = 50
const longestWait = 3000

/**
 * The connection that listens. While it stands this process is a member that others see: it holds an advisory lock on
 * its number, which ends with the connection, however that comes. It connects again by itself, as a new member.
 */
export class Session {
  readonly #options: SessionOptions
  readonly #closing = new AbortController()
  #client: Client | undefined
  #member = 0
  #reconnecting: Promise<void> | undefined

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** The number that this process takes messages under; undefined while the connection is broken. */
  get member(): number | undefined {
    return this.#client === undefined ? undefined : this.#member
  }

  /** Also brings the schema up to date. @throws MicroError 503 */
  async open(): Promise<void> {
    try {
      await this.#connect((client) => migrate(client, this.#options.schema))
    } catch (error) {
      throw unavailable(error, 'connecting')
    }
  }

  /** Whose session of those that hold messages of these queues is gone. Also shows whether ours still answers. */
  async missing(queues: readonly number[]): Promise<readonly number[]> {
    const client = this.#client
    if (client === undefined) throw notConnected()
    const text = `SELECT * FROM ${this.#options.schema}.missing_members($1) AS member`
    try {
      const { rows } = await client.query<{ member: number }>(text, [queues])
      return rows.map(({ member }) => member)
    } catch (error) {
      // The error it had may be its end (it does not answer): then a new one is made.
      this.#down(client, error instanceof Error ? error : undefined)
      throw unavailable(error, 'looking for members')
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const client = this.#client
    this.#client = undefined
    await client?.end()
    await this.#reconnecting
  }

  async #connect(prepare?: (client: Client) => Promise<void>): Promise<void> {
    const { database, schema } = this.#options
    const client = database.client()
    client.on('notification', ({ channel, payload }) => {
      if (channel === schema) this.#options.hear(payload ?? '')
    })
    client.on('error', (error) => this.#down(client, error))
    client.on('end', () => this.#down(client, undefined))
    try {
      await client.connect()
      await prepare?.(client)
      await client.query(`LISTEN ${schema}`)
      const { rows } = await client.query<{ member: number }>(
        `SELECT member::int, pg_advisory_lock(${schema}.presence_space(), member::int)
         FROM nextval('${schema}.member') AS member`,
      )
      this.#closing.signal.throwIfAborted()
      this.#member = rows[0]!.member
      this.#client = client
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
  }

  #down(client: Client, error: Error | undefined): void {
    if (client !== this.#client) return
    this.#client = undefined
    client.end().catch(() => {})
    this.#options.lost(error)
    this.#reconnecting = this.#reconnect()
  }

  async #reconnect(): Promise<void> {
    const { clock, random } = this.#options
    const { signal } = this.#closing
    for (let attempt = 0; ; attempt++) {
      await sleep(clock, backoff(attempt, firstWait, longestWait, random), signal)
      if (signal.aborted) return
      try {
        await this.#connect()
      } catch {
        continue
      }
      this.#options.restored()
      return
    }
  }
}

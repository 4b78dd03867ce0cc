import { backoff, sleep, systemClock } from '@micro/core'
import type { Client } from 'pg'
import { connect } from '../database/connect.ts'
import type { Database } from '../database/database.ts'
import type { PrismaClientLike } from '../database/sql.ts'
import type { Logger } from '../log/logger.ts'
import type { DomainClock } from './domain-clock.ts'

export interface SharedClockOptions {
  readonly database: Pick<Database<PrismaClientLike>, 'client' | 'url'>
  /** The service; seen in `pg_stat_activity`. */
  readonly name: string
  readonly clock: DomainClock
  readonly log: Logger
}

const retry = { min: 100, max: 5_000 }
/** Milliseconds to wait for our own notice. */
const patience = 1_000

/**
 * Keeps the domain's time of all instances of a service alike: how far it is ahead stands in their database, so that it
 * outlives them, and whoever moves it notifies the others. Only where developers may move it.
 */
export class SharedClock {
  readonly #options: SharedClockOptions
  readonly #stop = new AbortController()
  readonly #heard = new Set<() => void>()
  #following: Promise<void> | undefined

  constructor(options: SharedClockOptions) {
    this.#options = options
  }

  /** Resolves when the clock is where the others are, and follows from then on. @throws StartError */
  async start(): Promise<void> {
    const client = await this.#listen(30_000)
    this.#following = this.#follow(client)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#following
  }

  /** Moves it ahead. @returns by how much it is ahead in all, in milliseconds */
  advance(milliseconds: number): Promise<number> {
    return this.#move('domain_clock.ahead + excluded.ahead', milliseconds)
  }

  /** Moves it so far ahead, unless it is farther. @returns by how much it is ahead, in milliseconds */
  moveTo(ahead: number): Promise<number> {
    return this.#move('greatest(domain_clock.ahead, excluded.ahead)', ahead)
  }

  /** Resolves when our own notice has come back: by then the other instances have theirs. */
  async #move(sum: string, milliseconds: number): Promise<number> {
    const { database, clock } = this.#options
    const [row] = await database.client.$queryRawUnsafe<{ ahead: bigint }[]>(
      `WITH moved AS (
         INSERT INTO domain_clock (ahead) VALUES ($1) ON CONFLICT (single) DO UPDATE SET ahead = ${sum} RETURNING ahead
       )
       SELECT ahead, pg_notify('domain_clock', ahead::text)::text FROM moved`,
      milliseconds,
    )
    const ahead = Number(row!.ahead)
    if (clock.ahead < ahead) await this.#notice(() => clock.ahead >= ahead)
    // A connection that is lost just now brings no notice.
    clock.moveTo(ahead)
    return ahead
  }

  async #notice(arrived: () => boolean): Promise<void> {
    const done = new AbortController()
    const listener = () => {
      if (arrived()) done.abort()
    }
    this.#heard.add(listener)
    await sleep(systemClock, patience, done.signal)
    this.#heard.delete(listener)
  }

  async #listen(wait: number): Promise<Client> {
    const { database, name, log, clock } = this.#options
    const client = await connect({ url: database.url, log, patience: wait, application_name: `${name} clock` })
    client.on('notification', ({ payload }) => this.#hear(Number(payload)))
    await client.query('LISTEN domain_clock')
    // What was moved while nobody listened.
    const { rows } = await client.query<{ ahead: string }>('SELECT ahead FROM domain_clock')
    clock.moveTo(Number(rows[0]?.ahead ?? 0))
    return client
  }

  #hear(ahead: number): void {
    this.#options.clock.moveTo(ahead)
    for (const listener of this.#heard) listener()
  }

  /** Listens until `stop`, anew when the connection is lost. */
  async #follow(first: Client): Promise<void> {
    const { signal } = this.#stop
    let client: Client | undefined = first
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        client ??= await this.#listen(0)
        failures = 0
        await ended(client, signal)
      } catch (err) {
        if (failures === 0) this.#options.log.warn({ err }, 'the domain clock lost its connection; it tries again')
      }
      await client?.end().catch(() => {})
      client = undefined
      await sleep(systemClock, backoff(failures, retry.min, retry.max, Math.random), signal)
    }
  }
}

function ended(client: Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    client.once('end', () => resolve())
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

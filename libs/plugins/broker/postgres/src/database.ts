import { Socket } from 'node:net'
import { Client, type ClientConfig, Pool } from 'pg'
import { codeOf, unavailable } from './errors.ts'
import type { PostgresSettings } from './settings.ts'

/** The transaction was undone for another one's sake: deadlock, serialization. It may simply be tried again. */
const undone = new Set(['40P01', '40001'])

/** Milliseconds for connections to say goodbye. */
const farewell = 1000

/** The connections of one broker. */
export class Database {
  readonly #settings: PostgresSettings
  readonly #config: ClientConfig
  readonly #pool: Pool
  readonly #sockets = new Set<Socket>()

  constructor(settings: PostgresSettings) {
    this.#settings = settings
    this.#config = {
      application_name: `micro broker ${settings.schema}`,
      keepAlive: true,
      ...settings.connection,
      connectionTimeoutMillis: settings.timeout,
      query_timeout: settings.timeout,
      stream: () => this.#socket(),
    }
    this.#pool = new Pool({
      ...this.#config,
      max: settings.connections,
      idleTimeoutMillis: 30_000,
      // What the functions of the schema rely on, whatever the database's default is.
      onConnect: async (client) => {
        await client.query("SET default_transaction_isolation = 'read committed'")
      },
    })
    // A connection that breaks while idle is gone from the pool; the next statement opens another.
    this.#pool.on('error', () => {})
  }

  /** @throws MicroError 503 */
  async query<Row extends object>(doing: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.#pool.query<Row>(text, [...values])).rows
      } catch (error) {
        if (attempt < 5 && undone.has(codeOf(error) ?? '')) continue
        throw unavailable(error, doing)
      }
    }
  }

  /** A connection beside the pool, not yet connected. */
  client(): Client {
    return new Client(this.#config)
  }

  /** Ends all connections, by force if they don't end soon. */
  async close(): Promise<void> {
    const timer = this.#settings.clock.after(farewell, () => {
      for (const socket of this.#sockets) socket.destroy()
    })
    await this.#pool.end()
    await Promise.all([...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))))
    timer.cancel()
  }

  #socket(): Socket {
    const socket = new Socket()
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    return socket
  }
}

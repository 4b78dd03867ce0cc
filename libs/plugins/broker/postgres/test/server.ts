import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, type PostgresServer, startPostgres } from '@micro/postgres-server'

/** A PostgreSQL that a test may stop, kill and start again, with its data and address. */
export class RestartableServer {
  readonly #dir: string
  #server: PostgresServer

  static async start(): Promise<RestartableServer> {
    const dir = await mkdtemp(join(tmpdir(), 'broker-'))
    return new RestartableServer(dir, await startPostgres({ dir, settings }))
  }

  private constructor(dir: string, server: PostgresServer) {
    this.#dir = dir
    this.#server = server
  }

  get url(): string {
    return this.#server.url
  }

  get port(): number {
    return this.#server.port
  }

  /** The address of a new database, for its owner. */
  async database(): Promise<string> {
    return (await createDatabase(this.url)).url
  }

  async stop(): Promise<void> {
    await this.#server.stop()
  }

  /** Ends the server as a power cut would. */
  async kill(): Promise<void> {
    const lock = await readFile(join(this.#dir, 'data', 'postmaster.pid'), 'utf8')
    process.kill(Number.parseInt(lock, 10), 'SIGKILL')
    await this.#server.exited
  }

  async start(): Promise<void> {
    this.#server = await startPostgres({ dir: this.#dir, port: this.#server.port, settings })
  }

  async close(): Promise<void> {
    await this.#server.stop()
    await rm(this.#dir, { recursive: true, force: true, maxRetries: 5 })
  }
}

// The machine does not lose power in a test.
const settings = { fsync: 'off' }

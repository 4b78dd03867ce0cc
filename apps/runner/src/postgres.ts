import { join } from 'node:path'
import { createDatabase, explain, type PostgresServer, startPostgres } from '@micro/postgres-server'
import type { Secrets } from './secrets.ts'
import type { Run, Unit } from './supervisor/unit.ts'

export interface DatabaseNeed {
  /** The service; its database and its role are called `renting_<name>`. */
  readonly service: string
  readonly extensions?: readonly string[]
}

export interface EmbeddedPostgresOptions {
  /** The data folder; the cluster lies in its folder `postgres`. */
  readonly data: string
  readonly secrets: Secrets
  readonly databases: readonly DatabaseNeed[]
  /** Services that publish or hear events. */
  readonly brokerUsers: readonly string[]
  readonly onLine: (line: string) => void
  /** Hears of each start. */
  readonly onStart?: (server: PostgresServer) => void
}

const broker = 'renting_broker'
const roleOf = (service: string) => `renting_${service}`

/** The names of the secrets that the given options need. */
export function secretNames(services: readonly string[]): string[] {
  return [...services, 'broker'].map((name) => `postgres.${name}`)
}

/**
 * One PostgreSQL server for all: a database and a role for each service, and the broker's database, which its users share
 * under their own names. A role enters no database but these.
 */
export class EmbeddedPostgres implements Unit {
  readonly name = 'postgres'
  readonly #options: EmbeddedPostgresOptions
  // The first start takes a free port; every other one takes that again, so that connection strings stay true.
  #port = 0
  #urls: ReadonlyMap<string, string> = new Map()
  #brokerUrls: ReadonlyMap<string, string> = new Map()

  constructor(options: EmbeddedPostgresOptions) {
    this.#options = options
  }

  get port(): number {
    return this.#port
  }

  /** The connection string of a service to its own database. */
  urlOf(service: string): string {
    return found(this.#urls, service)
  }

  /** The connection string of a service to the broker's database. */
  brokerUrlOf(service: string): string {
    return found(this.#brokerUrls, service)
  }

  start(): Run {
    const { data, onLine, onStart } = this.#options
    const starting = startPostgres({ dir: join(data, 'postgres'), port: this.#port, onLog: onLine })
    const ready = starting.then(async (server) => {
      this.#port = server.port
      try {
        await this.#prepare(server.url)
      } catch (error) {
        server.kill()
        throw explain(error, data)
      }
      onStart?.(server)
    })
    ready.catch(() => {}) // whoever waits for it hears it
    return {
      ready,
      ended: starting.then(
        (server) => server.exited,
        (error: Error) => error.message,
      ),
      stop: () => void starting.then((server) => server.stop()).catch(() => {}),
      kill: () => void starting.then((server) => server.kill()).catch(() => {}),
    }
  }

  async #prepare(url: string): Promise<void> {
    const { secrets, databases, brokerUsers } = this.#options
    const password = (service: string) => secrets.get(`postgres.${service}`)
    const urls = new Map<string, string>()
    for (const { service, extensions = [] } of databases) {
      const database = await createDatabase(url, { name: roleOf(service), password: password(service), extensions })
      urls.set(service, database.url)
    }
    const members = brokerUsers.map(roleOf)
    const shared = await createDatabase(url, { name: broker, password: password('broker'), members })
    this.#urls = urls
    this.#brokerUrls = new Map(brokerUsers.map((user) => [user, shared.urlFor(roleOf(user), password(user))]))
  }
}

function found(urls: ReadonlyMap<string, string>, service: string): string {
  const url = urls.get(service)
  if (url === undefined) throw new Error(`${service} has no database here, or PostgreSQL has not started yet`)
  return url
}

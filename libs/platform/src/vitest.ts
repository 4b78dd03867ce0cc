/**
 * For the tests of services: a database of their own on the run's real PostgreSQL. Needs
 * `globalSetup: ['@micro/postgres-server/vitest']` in the project's `vitest.config.ts`.
 *
 * @module
 */
import '@micro/postgres-server/vitest'
import {
  BrokerStore,
  memoryBroker,
  memoryRegistry,
  memoryTransport,
  RegistryStore,
  type ServerContext,
  Service,
  WorkContext,
} from '@micro/core'
import { createDatabase } from '@micro/postgres-server'
import { inject } from 'vitest'
import { type Database, type DatabaseOptions, openDatabase } from './database/database.ts'
import type { PrismaClientLike } from './database/sql.ts'
import { createLogger, type Logger } from './log/logger.ts'
import { migrate, platformMigrations } from './migrations/migrate.ts'
import type { PlatformService, RunningService } from './service/define.ts'
import type { Shared } from './service/plugins.ts'
import type { Environment } from './settings.ts'

export { memoryObjects } from './objects/memory.ts'

export interface TestDatabaseOptions<C> {
  /** The service's own migrations; the platform's come first. */
  readonly migrations: URL
  readonly client: DatabaseOptions<C>['client']
}

/** A new database with all migrations applied. Close it at the end. */
export async function testDatabase<C extends PrismaClientLike>(options: TestDatabaseOptions<C>): Promise<Database<C>> {
  const { url } = await createDatabase(inject('postgresUrl'))
  const log = createLogger({ name: 'test', level: 'error' })
  await migrate({ url, folders: [platformMigrations, options.migrations], log })
  return openDatabase({ url, name: 'test', log, client: options.client })
}

/** A handler's context outside any call. */
export class TestContext extends WorkContext implements ServerContext {
  readonly service: string
  readonly endpoint: string
  readonly from = ''
  readonly peer = 'test'

  constructor(service: string, endpoint: string) {
    super()
    this.service = service
    this.endpoint = endpoint
  }
}

/** A process in which services meet in memory, with a database for each: for tests of what a service says and hears. */
export class TestFleet {
  readonly #registry = new RegistryStore()
  readonly #broker = new BrokerStore()
  readonly #shared: Shared = {
    transport: memoryTransport(),
    registry: () => memoryRegistry({ store: this.#registry }),
    broker: () => memoryBroker({ store: this.#broker }),
  }
  readonly #running: { stop(): Promise<void> }[] = []

  /** Starts a service as its `main.ts` would. */
  async start(service: PlatformService, environment: Environment = {}, log?: Logger): Promise<RunningService> {
    const { url } = await createDatabase(inject('postgresUrl'))
    const settings = { NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: url, ...environment }
    const running = await service.start({ environment: settings, shared: this.#shared, ...(log && { log }) })
    this.#running.push(running)
    return running
  }

  /** Starts a stand-in for a service, or somebody who calls one. @param prepare handles and subscribes */
  async peer(name: string, prepare: (service: Service) => void = () => {}): Promise<Service> {
    const { transport, registry, broker } = this.#shared
    const service = new Service({ name, transport, registry: registry?.(), broker: broker?.() })
    prepare(service)
    await service.start()
    this.#running.push(service)
    return service
  }

  /** Ends all, the last first. */
  async stop(): Promise<void> {
    for (const each of this.#running.splice(0).reverse()) await each.stop()
  }
}

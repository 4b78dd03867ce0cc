/**
 * For the tests of services: a database of their own on the run's real PostgreSQL. Needs
 * `globalSetup: ['@micro/postgres-server/vitest']` in the project's `vitest.config.ts`.
 *
 * @module
 */
import '@micro/postgres-server/vitest'
import { type ServerContext, WorkContext } from '@micro/core'
import { createDatabase } from '@micro/postgres-server'
import { inject } from 'vitest'
import { type Database, type DatabaseOptions, openDatabase } from './database/database.ts'
import type { PrismaClientLike } from './database/sql.ts'
import { createLogger } from './log/logger.ts'
import { migrate, platformMigrations } from './migrations/migrate.ts'

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

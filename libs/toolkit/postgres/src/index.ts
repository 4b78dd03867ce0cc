/**
 * A real PostgreSQL 18 out of npm, on loopback, for the runner and for tests.
 *
 * In a test project (`vitest.config.ts`): one server per run, a database per test file.
 *
 *     export default defineConfig({ test: { globalSetup: ['@micro/postgres-server/vitest'] } })
 *
 *     import '@micro/postgres-server/vitest'            // types of inject('postgresUrl')
 *     import { createDatabase } from '@micro/postgres-server'
 *     const { url } = await createDatabase(inject('postgresUrl'), { extensions: ['btree_gist'] })
 *
 * Without Vitest's global setup:
 *
 *     await using server = await temporaryPostgres()    // about a second; gone with its data at the end
 *     const { url } = await createDatabase(server.url)
 *
 * With data that stay:
 *
 *     const server = await startPostgres({ dir: '.data/postgres' })
 *     await server.stop()
 */
export { createDatabase, type Database, type DatabaseOptions } from './database.ts'
export { explain, PostgresError, type PostgresErrorCode } from './errors.ts'
export { type PostgresOptions, type PostgresServer, startPostgres } from './server.ts'
export { type TemporaryOptions, temporaryPostgres } from './temporary.ts'

import type { Client } from 'pg'
import { connect } from '../database/connect.ts'
import { StartError } from '../errors.ts'
import type { Logger } from '../log/logger.ts'
import { type Migration, readMigrations } from './read.ts'

export interface MigrateOptions {
  /** Of the role that owns the database. */
  readonly url: string
  /** Applied one after another; see `readMigrations`. The platform's own come first in any service. */
  readonly folders: readonly (string | URL)[]
  readonly log: Logger
  /** Milliseconds to wait for a server that is not up yet. @default 30000 */
  readonly patience?: number
}

/** The platform's own tables: outbox and inbox. */
export const platformMigrations: URL = new URL('../../migrations/', import.meta.url)

/** Of the advisory lock under which one process at a time migrates a database. */
const lock = 7_352_001

/**
 * Brings a database to the schema that these files say: applies what is missing, in order, each in a transaction of its
 * own with its row in `schema_migrations`. Instances that start together wait for the first and find the work done.
 *
 * @returns the names of those applied now
 * @throws StartError when PostgreSQL can't be reached, a migration fails, or what was applied before has changed or gone
 */
export async function migrate({ url, folders, log, patience }: MigrateOptions): Promise<readonly string[]> {
  const migrations = await readMigrations(folders)
  const client = await connect({
    url,
    log,
    application_name: 'migrate',
    ...(patience !== undefined && { patience }),
  })
  try {
    // Given up with the connection.
    await client.query('SELECT pg_advisory_lock($1)', [lock])
    const missing = await notApplied(client, migrations)
    for (const migration of missing) {
      await apply(client, migration)
      log.info({ migration: migration.name }, 'migration applied')
    }
    return missing.map((each) => each.name)
  } finally {
    await client.end().catch(() => {})
  }
}

async function notApplied(client: Client, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`)
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations',
  )
  const applied = new Map(rows.map((row) => [row.name, row.checksum]))
  const gone = [...applied.keys()].filter((name) => !migrations.some((each) => each.name === name)).sort()
  if (gone.length > 0) {
    throw new StartError(
      `the database has migrations that are not among the files: ${gone.join(', ')}; run the version that has them`,
    )
  }
  const changed = migrations.filter(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum)
  if (changed.length > 0) {
    throw new StartError(
      `migrations were changed after they were applied: ${changed.map((each) => each.name).join(', ')}; ` +
        'restore the files and put the change into a new migration',
    )
  }
  return migrations.filter((each) => !applied.has(each.name))
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN')
    await client.query(sql)
    await client.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [name, checksum])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    const { message, position } = error as Error & { readonly position?: string }
    const line = position === undefined ? '' : ` at line ${sql.slice(0, Number(position)).split('\n').length}`
    throw new StartError(`migration ${name} failed${line}: ${message}`, { cause: error })
  }
}

import { readdir, readFile } from 'node:fs/promises'
import type { Client } from 'pg'

const folder = new URL('../migrations/', import.meta.url)

interface Migration {
  readonly version: number
  readonly file: string
}

/**
 * Brings the schema up to date: all steps that are missing, in one transaction, while other processes that start at the
 * same moment wait. Where nothing is missing it only reads. A schema from the future is left as it is: steps add, they do
 * not take away.
 */
export async function migrate(client: Client, schema: string): Promise<void> {
  const migrations = await list()
  const latest = migrations.at(-1)!.version
  if ((await current(client, schema)) >= latest) return
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
  try {
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('micro broker ' || $1, 0))", [schema])
    const exists = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema])
    // `CREATE SCHEMA IF NOT EXISTS` would ask for the right to create one also where there is one.
    if (exists.rows.length === 0) await client.query(`CREATE SCHEMA ${schema}`)
    // The functions keep this path. `pg_temp` would else come first, with whatever a session has put there.
    await client.query(`SET LOCAL search_path = ${schema}, pg_temp`)
    await client.query(`CREATE TABLE IF NOT EXISTS migration (
      version integer PRIMARY KEY, file text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
    )`)
    const done = await current(client, schema)
    for (const { version, file } of migrations.filter((migration) => migration.version > done)) {
      await client.query(await readFile(new URL(file, folder), 'utf8'))
      await client.query('INSERT INTO migration (version, file) VALUES ($1, $2)', [version, file])
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

async function list(): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  return files.map((file) => ({ version: Number.parseInt(file, 10), file }))
}

/** 0 where there is nothing. */
async function current(client: Client, schema: string): Promise<number> {
  const table = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    `${schema}.migration`,
  ])
  if (!table.rows[0]!.found) return 0
  const { rows } = await client.query<{ version: number | null }>(
    `SELECT max(version) AS version FROM ${schema}.migration`,
  )
  return rows[0]!.version ?? 0
}

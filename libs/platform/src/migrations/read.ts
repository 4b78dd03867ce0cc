import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StartError } from '../errors.ts'

export interface Migration {
  /** Its folder's: `20260101000000_outbox_inbox`. */
  readonly name: string
  readonly sql: string
  /** SHA-256 in hexadecimal. */
  readonly checksum: string
}

/**
 * The migrations in Prisma's folder form, `<time>_<name>/migration.sql`: one folder after another, each by name.
 *
 * @throws StartError for a folder that is not there, is misnamed or has no SQL, and for a name that is there twice
 */
export async function readMigrations(folders: readonly (string | URL)[]): Promise<readonly Migration[]> {
  const migrations: Migration[] = []
  for (const folder of folders) {
    const path = folder instanceof URL ? fileURLToPath(folder) : folder
    for (const name of await namesIn(path)) {
      if (migrations.some((each) => each.name === name)) throw new StartError(`migration ${name} is there twice`)
      migrations.push(await read(path, name))
    }
  }
  return migrations
}

async function namesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: Error) => {
    throw new StartError(`migrations can't be read from ${path}: ${cause.message}`, { cause })
  })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const wrong = names.find((name) => !/^\d{14}_\w+$/.test(name))
  if (wrong !== undefined) {
    throw new StartError(
      `migration ${wrong} is misnamed; expected <yyyymmddhhmmss>_<name>, such as 20260101000000_init`,
    )
  }
  return names.sort()
}

async function read(path: string, name: string): Promise<Migration> {
  const file = join(path, name, 'migration.sql')
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new StartError(`migration ${name} has no ${basename(file)}: ${cause.message}`, { cause })
  })
  // A checkout with other line ends is no other migration.
  const sql = text.replaceAll('\r\n', '\n')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

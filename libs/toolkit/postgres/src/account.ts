import { readFile, stat } from 'node:fs/promises'
import type { Account } from '@micro/process'
import { PostgresError } from './errors.ts'

const candidates = ['postgres', 'nobody', 'daemon']

/**
 * PostgreSQL refuses to run as root. For root this finds the account to run it under: the one that owns the data
 * already, else the first existing of postgres, nobody, daemon. No account is ever created.
 *
 * @param data the data directory, which need not exist
 * @returns undefined when this process is not root, and PostgreSQL runs as what it is
 * @throws {PostgresError} UNSUPPORTED when there is none
 */
export async function unprivilegedAccount(data: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(data).catch(() => undefined)
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return accountFrom(await readFile('/etc/passwd', 'utf8').catch(() => ''))
}

/** The account to use, out of a passwd(5) file. */
export function accountFrom(passwd: string): Account {
  const accounts = new Map(
    passwd.split('\n').map((line) => {
      const [name = '', , uid, gid] = line.split(':')
      return [name, { uid: Number(uid), gid: Number(gid) }] as const
    }),
  )
  for (const name of candidates) {
    const account = accounts.get(name)
    if (account !== undefined && account.uid > 0) return account
  }
  throw new PostgresError(
    'UNSUPPORTED',
    `PostgreSQL does not run as root, and there is none of the users ${candidates.join(', ')} to run it as: start as an ordinary user.`,
  )
}

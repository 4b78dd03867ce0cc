import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unprivilegedAccount } from './account.ts'
import { type PostgresOptions, type PostgresServer, start } from './server.ts'

export type TemporaryOptions = Omit<PostgresOptions, 'dir'>

/**
 * A server for one test run: an empty cluster in a temporary folder, written without waiting for the disk, on a free
 * port. `stop()`, or the end of this process, removes everything.
 */
export async function temporaryPostgres(options: TemporaryOptions = {}): Promise<PostgresServer> {
  const dir = await mkdtemp(join(tmpdir(), 'micro-postgres-'))
  const remove = () => rm(dir, { recursive: true, force: true, maxRetries: 5 })
  try {
    // The guard removes it in the end, and runs under this account too.
    const account = await unprivilegedAccount(join(dir, 'data'))
    if (account !== undefined) await chown(dir, account.uid, account.gid)
    const server = await start({ ...options, dir }, { durable: false, remove: dir })
    const stop = async () => {
      await server.stop()
      await remove()
    }
    return { ...server, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await remove()
    throw error
  }
}

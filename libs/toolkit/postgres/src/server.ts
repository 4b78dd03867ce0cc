import { randomBytes } from 'node:crypto'
import { mkdir, readFile, realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Account, follow, freePort, guard } from '@micro/process'
import { unprivilegedAccount } from './account.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { clusterExists, createCluster, dataPath, layout, restoreOwnership } from './cluster.ts'
import { postgresEnvironment } from './environment.ts'
import { explain, fromLog, PostgresError, portTaken } from './errors.ts'
import { releaseLock } from './lock.ts'

export interface PostgresOptions {
  /** Folder of the cluster and of the superuser's password; made when missing, mode 0700. */
  readonly dir: string
  /** TCP port on 127.0.0.1; 0 for a free one. @default 0 */
  readonly port?: number
  /** Server settings (`name: value`, as in postgresql.conf) over the ones for a small machine. */
  readonly settings?: Readonly<Record<string, string>>
  /** Hears each line that the server logs. */
  readonly onLog?: (line: string) => void
}

export interface PostgresServer extends AsyncDisposable {
  /** The superuser's connection string, to the database `postgres`. */
  readonly url: string
  readonly port: number
  /** @example 18.4 */
  readonly version: string
  /** True when this start made the cluster. */
  readonly created: boolean
  /** Resolves when the server has ended, with its exit code and its last words. */
  readonly exited: Promise<string>
  /** Ends open sessions, writes everything down, ends the server. Harder means follow if it takes long. Idempotent. */
  stop(): Promise<void>
  /** Ends the server at once. What was committed is kept; the next start takes a little longer. */
  kill(): void
}

// For a handful of services on one machine: little memory, few processes, data that survive a power cut.
const small: Readonly<Record<string, string>> = {
  shared_buffers: '32MB',
  max_connections: '100',
  io_method: 'sync',
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  max_worker_processes: '2',
  max_logical_replication_workers: '0',
  max_parallel_workers: '0',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log is for the server's own troubles; a refused statement is its client's to report.
  log_min_messages: 'log',
  log_checkpoints: 'off',
  log_line_prefix: '',
}

const notDurable: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
}

/**
 * Starts PostgreSQL on loopback, with a new cluster if there is none yet. Root runs it under an unprivileged account, also
 * where program and data lie in root's private home. It ends when this process does, however that comes.
 *
 * @throws {PostgresError} one sentence on what is wrong and what to do
 */
export function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  return start(options, { durable: true })
}

/** @internal `remove`: the folder that goes when the server has ended. */
export async function start(
  options: PostgresOptions,
  mode: { readonly durable: boolean; readonly remove?: string },
): Promise<PostgresServer> {
  const named = resolve(options.dir)
  try {
    await mkdir(named, { recursive: true, mode: 0o700 })
    const dir = await realpath(named)
    const { data, password } = layout(dir)
    const account = await unprivilegedAccount(data)
    const binaries = await findBinaries(account)
    const created = !(await clusterExists(dir, binaries.version))
    if (created) {
      await createCluster(dir, binaries, account, {
        durable: mode.durable,
        password: randomBytes(18).toString('base64url'),
      })
    } else {
      await restoreOwnership(data, account)
      await releaseLock(data, dir)
    }
    const port = await portFor(options.port ?? 0)
    const server = await launch(options, mode, { dir, data, account, binaries, port })
    const secret = (await readFile(password, 'utf8')).trim()
    const url = `postgres://postgres:${secret}@127.0.0.1:${port}/postgres`
    return { url, port, version: binaries.version, created, ...server, [Symbol.asyncDispose]: server.stop }
  } catch (error) {
    throw explain(error, named)
  }
}

/** @throws {PostgresError} PORT_TAKEN */
function portFor(wanted: number): Promise<number> {
  return freePort(wanted).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? portTaken(wanted) : error
  })
}

interface Launch {
  readonly dir: string
  readonly data: string
  readonly account: Account | undefined
  readonly binaries: Binaries
  readonly port: number
}

async function launch(
  options: PostgresOptions,
  mode: { readonly durable: boolean; readonly remove?: string },
  { dir, data, account, binaries, port }: Launch,
): Promise<Pick<PostgresServer, 'exited' | 'stop' | 'kill'>> {
  const settings = {
    ...small,
    ...(mode.durable ? {} : notDurable),
    ...options.settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
  }
  const postgres = guard(
    binaries.postgres,
    ['-D', dataPath(data, account), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { cwd: data, account, env: postgresEnvironment(), ...(mode.remove === undefined ? {} : { remove: mode.remove }) },
  )
  const ready = Promise.withResolvers<void>()
  const log = follow(postgres.output, (line) => {
    options.onLog?.(line)
    if (line.includes('database system is ready to accept connections')) ready.resolve()
  })
  const exited = postgres.exited.then((code) => `ended with code ${code}: ${log.tail().split('\n').at(-1)}`)
  let stopping = false
  const stop = async () => {
    if (!stopping) postgres.signal(mode.durable ? 'INT' : 'QUIT')
    stopping = true
    const harder = [setTimeout(() => postgres.signal('QUIT'), 3000), setTimeout(() => postgres.signal('KILL'), 4500)]
    await exited
    for (const timer of harder) clearTimeout(timer)
  }
  await Promise.race([
    ready.promise,
    exited.then(() => {
      throw stopping
        ? new PostgresError('STOPPED', 'PostgreSQL was stopped while it started.')
        : fromLog(log.tail(), dir, port)
    }),
  ])
  const kill = () => {
    stopping = true
    postgres.signal('QUIT')
    const harder = setTimeout(() => postgres.signal('KILL'), 1000)
    void exited.then(() => clearTimeout(harder))
  }
  return { exited, stop, kill }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { unprivilegedAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { mirror } from './mirror.ts'
import { type PostgresServer, startPostgres } from './server.ts'

const isRoot = process.getuid?.() === 0
const posix = process.platform !== 'win32'

let dir: string

beforeEach(async () => {
  // Mode 0700, as mkdtemp makes it: what root's private home is.
  const home = await mkdtemp(join(tmpdir(), 'micro-server-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  dir = join(home, 'postgres')
})

async function begin(port = 0): Promise<PostgresServer> {
  const server = await startPostgres({ dir, port })
  onTestFinished(() => server.stop())
  return server
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const pidOf = async () => Number((await readFile(join(dir, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])

/** Until a process is no more, or is a zombie that nobody has fetched. */
async function ended(pid: number): Promise<void> {
  for (;;) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    if (status === '' || /^State:\s+Z/m.test(status)) return
    await delay(20)
  }
}

describe('startPostgres', () => {
  test('keeps data and password over a stop and a start', async () => {
    const first = await begin()
    expect(first.created).toBe(true)
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n')
    await first.stop()
    const second = await begin(first.port)
    expect(second).toMatchObject({ created: false, url: first.url })
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }])
  })

  test('listens on loopback alone and asks for the password', async () => {
    const { url, port } = await begin()
    expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    await expect(query(`postgres://postgres:wrong@127.0.0.1:${port}/postgres`, 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    )
    if (posix) expect((await stat(join(dir, 'superuser-password'))).mode & 0o777).toBe(0o600)
  })

  test('writes through to the disk, for small memory', async () => {
    const { url } = await begin()
    expect(await query(url, 'SHOW fsync')).toEqual([{ fsync: 'on' }])
    expect(await query(url, 'SHOW shared_buffers')).toEqual([{ shared_buffers: '32MB' }])
  })

  test('begins anew when a first start was cut short', async () => {
    await mkdir(join(dir, 'data.new', 'base'), { recursive: true })
    await writeFile(join(dir, 'superuser-password'), 'of before')
    const { url } = await begin()
    expect(await query(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
    expect(await readdir(dir)).not.toContain('data.new')
  })

  test('stops idempotently, and tells when it has ended', async () => {
    const server = await begin()
    await Promise.all([server.stop(), server.stop()])
    expect(await server.exited).toContain('database system is shut down')
  })
})

test('a server that is killed keeps what was committed', async () => {
  const first = await begin()
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n')
  first.kill()
  await first.exited
  const second = await begin()
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }])
})

describe('what stands in the way is told in one sentence', () => {
  test('a taken port', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(begin(port)).rejects.toThrow(`Port ${port} is taken`)
  })

  test('data in use by another server', async () => {
    await begin()
    await expect(begin()).rejects.toMatchObject({ code: 'IN_USE' })
  })

  test('data of another major version', async () => {
    await (await begin()).stop()
    await writeFile(join(dir, 'data', 'PG_VERSION'), '15\n')
    await expect(begin()).rejects.toThrow('written by PostgreSQL 15, which PostgreSQL 18 cannot read')
  })

  test('a folder that holds something else', async () => {
    await mkdir(join(dir, 'data'), { recursive: true })
    await writeFile(join(dir, 'data', 'notes.txt'), 'mine')
    await expect(begin()).rejects.toThrow('restore the folder from a copy, or delete it')
  })

  test('damaged data', async () => {
    await (await begin()).stop()
    await writeFile(join(dir, 'data', 'global', 'pg_control'), Buffer.alloc(8192))
    await expect(begin()).rejects.toMatchObject({ code: 'BROKEN' })
  })

  test('a file where the folder should be', async () => {
    await writeFile(dir, '')
    await expect(begin()).rejects.toThrow('is no folder')
  })

  test.skipIf(isRoot || !posix)('a folder one may not write', async () => {
    await chmod(dirname(dir), 0o500)
    await expect(begin()).rejects.toMatchObject({ code: 'PERMISSION' })
  })
})

describe.runIf(process.platform === 'linux')('after a crash', () => {
  test('a lock file whose process number belongs to another program by now does not matter', async () => {
    await (await begin()).stop()
    const lock = [process.pid, join(dir, 'data'), 0, 0, '', '127.0.0.1', '', 'ready', '']
    await writeFile(join(dir, 'data', 'postmaster.pid'), lock.join('\n'))
    const { url } = await begin()
    expect(await query(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  })

  test('of the server, what was committed is there', async () => {
    const first = await begin()
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n')
    process.kill(await pidOf(), 'SIGKILL')
    await first.exited
    const second = await begin()
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }])
  })

  test('of the guard, the server ends too and can be started again', async () => {
    const first = await begin()
    const pid = await pidOf()
    process.kill(Number(/^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]), 'SIGKILL')
    await first.exited
    await ended(pid)
    const second = await begin()
    expect(await query(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  })

  test.each(['startPostgres', 'temporaryPostgres'])('of the program that called %s, nothing is left', async (name) => {
    const temporary = dirname(dir)
    await chmod(temporary, 0o777)
    const source = `
      import { ${name} } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
      import { existsSync, readdirSync, readFileSync } from 'node:fs'
      await ${name}({ dir: ${JSON.stringify(dir)} })
      const locks = readdirSync(${JSON.stringify(temporary)}).map((at) => ${JSON.stringify(temporary)} + '/' + at + '/data/postmaster.pid')
      console.log(readFileSync(locks.find(existsSync), 'utf8').split('\\n')[0])
      setInterval(() => {}, 1e6)`
    const program = spawn(process.execPath, ['--input-type=module', '-e', source], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void program.kill('SIGKILL'))
    const pid = Number(await firstLine(program))
    const guardian = Number(/^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])
    program.kill('SIGKILL')
    await Promise.all([ended(pid), ended(guardian)])
    // Where the workspace is in a private home, its programs were copied here, for whoever comes next.
    const left = (await readdir(temporary)).filter((entry) => !entry.startsWith('micro-postgres-'))
    if (name === 'temporaryPostgres') expect(left).toEqual([])
    else await begin()
  })
})

async function firstLine(program: ChildProcess): Promise<string> {
  const lines = createInterface({ input: program.stdout! })
  const [line] = await once(lines, 'line')
  return String(line)
}

describe.runIf(isRoot && process.platform === 'linux')('for root', () => {
  test('the server runs under an unprivileged account, with its data in a private home', async () => {
    await begin()
    const status = await readFile(`/proc/${await pidOf()}/status`, 'utf8')
    const account = await unprivilegedAccount(join(dir, 'data'))
    expect(account?.uid).toBeGreaterThan(0)
    expect(status).toMatch(new RegExp(`^Uid:\\s+${account?.uid}\\s+${account?.uid}\\s`, 'm'))
    expect((await stat(dirname(dir))).mode & 0o077).toBe(0)
  })

  test('data that root has copied are given back to the account', async () => {
    const first = await begin()
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n')
    await first.stop()
    const copy = spawn('cp', ['-r', join(dir, 'data'), join(dir, 'copy')])
    await once(copy, 'exit')
    await rm(join(dir, 'data'), { recursive: true })
    await once(spawn('mv', [join(dir, 'copy'), join(dir, 'data')]), 'exit')
    const second = await begin()
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }])
  })

  test('programs in a private home are copied to where the account can run them', async () => {
    const installed = await findBinaries(undefined)
    const home = await mkdtemp(join(tmpdir(), 'micro-home-'))
    onTestFinished(() => rm(home, { recursive: true }))
    await mirror(join(dirname(installed.postgres), '..'), join(home, 'native'))
    const reachable = await mkdtemp(join(tmpdir(), 'micro-open-'))
    onTestFinished(() => rm(reachable, { recursive: true }))
    await chmod(reachable, 0o755)
    vi.stubEnv('TMPDIR', reachable)
    onTestFinished(() => void vi.unstubAllEnvs())
    const account = await unprivilegedAccount(dir)
    const found = await findBinaries(account, join(home, 'native'))
    expect(found.postgres.startsWith(reachable)).toBe(true)
    expect(found.version).toBe(installed.version)
  })
})

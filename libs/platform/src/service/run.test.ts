import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createDatabase } from '@micro/postgres-server'
import { Client } from 'pg'
import { beforeEach, describe, expect, inject, test } from 'vitest'
import { Child } from '../../test/child.ts'

let environment: Record<string, string>

beforeEach(async () => {
  const { url } = await createDatabase(inject('postgresUrl'))
  environment = {
    DATABASE_URL: url,
    MICRO_REGISTRY: 'memory',
    MICRO_BROKER_ADDRESS: url,
    THINGS_KEY: 'correct-horse',
  }
})

const start = (changes: Record<string, string> = {}, stdio?: 'ipc') =>
  new Child('service-child.ts', { ...environment, ...changes }, stdio)
const messages = (child: Child) =>
  child.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { msg: string }).msg)

/** How many there are to the service's database. */
async function connections(): Promise<number> {
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  const { rows } = await client
    .query('SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = $1', [
      new URL(environment.DATABASE_URL!).pathname.slice(1),
    ])
    .finally(() => client.end())
  return rows[0].count as number
}

describe('a service that cannot start', () => {
  test('for its environment ends with code 2 and a line for each thing that is wrong, and no stack', async () => {
    using child = new Child('service-child.ts', { THINGS_KEY: 'hunter2', LOG_LEVEL: 'loud', MICRO_REGISTRY: 'memory' })
    expect(await child.end()).toEqual({ code: 2, signal: null })
    expect(child.stdout).toBe('')
    expect(child.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(
        /^test\.things: LOG_LEVEL \("loud"\) is none of its values; expected .*, for example info$/,
      ),
      expect.stringMatching(/^test\.things: DATABASE_URL is missing; expected .*, for example postgres:\/\//),
      expect.stringMatching(/^test\.things: MICRO_BROKER_ADDRESS is missing; expected .*, for example postgres:\/\//),
      expect.stringMatching(
        /^test\.things: THINGS_KEY must not have fewer than 8 characters; expected a key, for example/,
      ),
    ])
    expect(child.stderr).not.toContain('hunter2')
  })

  test('for its database ends with code 1 and a sentence', async () => {
    const url = new URL(environment.DATABASE_URL!)
    url.pathname = '/nowhere'
    using child = start({ DATABASE_URL: url.href })
    expect(await child.end()).toEqual({ code: 1, signal: null })
    expect(child.stderr).toMatch(/^test\.things: PostgreSQL at .* refuses: .*"nowhere".*; check DATABASE_URL\n$/)
    expect(child.stderr).not.toContain(url.password)
  })

  test('for its address ends with code 1 and a sentence', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    using child = start({ MICRO_SERVER_ADDRESS: `127.0.0.1:${port}` })
    expect(await child.end()).toEqual({ code: 1, signal: null })
    expect(child.stderr).toMatch(new RegExp(`^test\\.things: .*127\\.0\\.0\\.1:${port}.*\n$`))
    server.close()
  })

  test('for a fault of its own ends with code 1 and tells it', async () => {
    using child = start({ FAULT: 'build' })
    expect(await child.end()).toEqual({ code: 1, signal: null })
    const line = JSON.parse(child.stdout.trimEnd().split('\n').at(-1)!) as Record<string, unknown>
    expect(line).toMatchObject({ level: 'fatal', msg: 'the service cannot start', err: { message: 'cannot be built' } })
  })
})

describe('a service that runs', () => {
  test('tells its runner when it serves, and where', async () => {
    using child = start({}, 'ipc')
    const [message] = await once(child.process, 'message')
    expect(message).toEqual({ type: 'ready', addresses: { test: 'memory:things' } })
    expect(messages(child)).toContain('serving')
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('stops in order at %s, leaving no connection behind', async (signal) => {
    using child = start()
    await child.said('serving')
    child.kill(signal)
    expect(await child.end()).toEqual({ code: 0, signal: null })
    expect(messages(child).at(-1)).toBe('stopped')
    expect(child.stderr).toBe('')
    await expect.poll(connections, { timeout: 20_000 }).toBe(0)
  })

  test('stops in order when its runner is gone', async () => {
    using child = start({}, 'ipc')
    await once(child.process, 'message')
    child.process.disconnect()
    expect(await child.end()).toEqual({ code: 0, signal: null })
    expect(messages(child).at(-1)).toBe('stopped')
  })

  test('ends at once, with code 1 and its reason, when nobody handles a failure', async () => {
    using child = start({ FAULT: 'throw' })
    expect(await child.end()).toEqual({ code: 1, signal: null })
    const line = JSON.parse(child.stdout.trimEnd().split('\n').at(-1)!) as Record<string, unknown>
    expect(line).toMatchObject({
      level: 'fatal',
      service: 'test.things',
      err: { message: 'nobody expects this' },
      msg: 'nobody handles this: the process ends',
    })
  })
})

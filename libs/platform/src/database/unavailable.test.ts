import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ThingsDatabase, thingsDatabase } from '../../test/fixture.ts'
import { PrismaClient } from '../../test/gen/prisma/client.ts'
import { createLogger } from '../log/logger.ts'
import { openDatabase } from './database.ts'
import { isUnavailable } from './unavailable.ts'

const log = createLogger({ name: 'test', level: 'silent' })
let database: ThingsDatabase
beforeAll(async () => {
  database = await thingsDatabase()
})
afterAll(() => database.close())

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a server that is not there is unavailable, however it is asked', async () => {
  const nobody = openDatabase({
    url: 'postgres://somebody:secret@127.0.0.1:1/nothing',
    name: 'test',
    log,
    client: (options) => new PrismaClient(options),
  })
  expect(isUnavailable(await failure(nobody.client.thing.findFirst()))).toBe(true)
  expect(isUnavailable(await failure(nobody.client.$queryRawUnsafe('SELECT 1')))).toBe(true)
  expect(isUnavailable(await failure(nobody.transaction((tx) => tx.thing.findFirst())))).toBe(true)
  expect(isUnavailable(await failure(nobody.pool.query('SELECT 1')))).toBe(true)
  await nobody.close()
})

test('a connection that is cut is unavailable', async () => {
  const client = (query: string) => database.client.$queryRawUnsafe(query)
  expect(isUnavailable(await failure(client('SELECT pg_terminate_backend(pg_backend_pid())')))).toBe(true)
  const cut = database.transaction((tx) => tx.$queryRawUnsafe('SELECT pg_terminate_backend(pg_backend_pid())'))
  expect(isUnavailable(await failure(cut))).toBe(true)
})

test('a pool with nothing left in time is unavailable', async () => {
  const held = await Promise.all(Array.from({ length: 10 }, () => database.pool.connect()))
  expect(isUnavailable(await failure(database.transaction(async () => 1, { maxWait: 1 })))).toBe(true)
  for (const each of held) each.release()
  const small = new Pool({ connectionString: database.url, max: 1, connectionTimeoutMillis: 1 })
  expect(isUnavailable(await failure(small.query('SELECT 1')))).toBe(true)
  await small.end()
})

test('what PostgreSQL refuses is not', async () => {
  await database.client.thing.create({ data: { id: 'twice', name: 'twice' } })
  const twice = await failure(database.client.thing.create({ data: { id: 'twice', name: 'twice' } }))
  expect(twice).toBeInstanceOf(Error)
  expect(isUnavailable(twice)).toBe(false)
  expect(isUnavailable(await failure(database.client.$queryRawUnsafe('SELECT nonsense')))).toBe(false)
  expect(isUnavailable(new Error('anything else'))).toBe(false)
  expect(isUnavailable(undefined)).toBe(false)
})

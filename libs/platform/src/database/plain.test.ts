import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ThingsDatabase, thingsDatabase } from '../../test/fixture.ts'
import { type PlainDatabase, plainDatabase } from './plain.ts'

let database: ThingsDatabase
let plain: PlainDatabase

beforeAll(async () => {
  database = await thingsDatabase()
  plain = plainDatabase(database.pool)
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.client.thing.deleteMany()
})

const add = `INSERT INTO thing (id, name, count) VALUES ($1, $1, 0)`
const raise = 'UPDATE thing SET count = count + 1 WHERE id = $1'
const counts = async () => (await database.client.thing.findMany({ orderBy: { id: 'asc' } })).map(({ count }) => count)

test('what a transaction wrote is there when it ends, and nothing of it when it fails', async () => {
  const changed = await plain.transaction((tx) => tx.$executeRawUnsafe(add, 'a'))
  expect(changed).toBe(1)
  const failing = plain.transaction(async (tx) => {
    await tx.$executeRawUnsafe(raise, 'a')
    expect(await tx.$queryRawUnsafe('SELECT count FROM thing')).toEqual([{ count: 1 }])
    throw new Error('power cut')
  })
  await expect(failing).rejects.toThrow('power cut')
  expect(await plain.client.$queryRawUnsafe('SELECT count FROM thing')).toEqual([{ count: 0 }])
  expect(database.pool.idleCount).toBe(database.pool.totalCount)
})

test('the loser of a deadlock runs again', async () => {
  for (const id of ['a', 'b']) await plain.client.$executeRawUnsafe(add, id)
  const both = Promise.withResolvers<void>()
  let runs = 0
  const raiseBoth = (first: string, second: string) =>
    plain.transaction(async (tx) => {
      await tx.$executeRawUnsafe(raise, first)
      if (++runs === 2) both.resolve()
      await both.promise
      await tx.$executeRawUnsafe(raise, second)
    })
  await Promise.all([raiseBoth('a', 'b'), raiseBoth('b', 'a')])
  expect(runs).toBeGreaterThanOrEqual(3)
  expect(await counts()).toEqual([2, 2])
})

test('a lost connection fails the transaction on it, and no other', async () => {
  const cut = plain.transaction(async (tx) => {
    const [row] = await tx.$queryRawUnsafe<{ pid: number }[]>('SELECT pg_backend_pid() AS pid')
    await database.pool.query('SELECT pg_terminate_backend($1)', [row!.pid])
    await tx.$executeRawUnsafe(add, 'a')
  })
  await expect(cut).rejects.toThrow()
  await plain.transaction((tx) => tx.$executeRawUnsafe(add, 'b'))
  expect(await counts()).toEqual([0])
})

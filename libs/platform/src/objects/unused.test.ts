import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ThingsDatabase, thingsDatabase } from '../../test/fixture.ts'
import { memoryObjects } from './memory.ts'
import { unusedObjects } from './unused.ts'

let database: ThingsDatabase

beforeAll(async () => {
  database = await thingsDatabase()
})
afterAll(() => database.close())
beforeEach(() => database.pool.query('TRUNCATE unused_object'))

const note = (...keys: string[]) => unusedObjects.note(database.client, keys)
const take = (...keys: string[]) => database.transaction((tx) => unusedObjects.take(tx, keys))
const pass = () => database.pool.query(`UPDATE unused_object SET due = now() - interval '1 second'`)

async function stored(...keys: string[]) {
  const store = memoryObjects()
  for (const key of keys) await store.put(key, Uint8Array.of(1), 'image/webp')
  const there = async () => {
    const found = await Promise.all(keys.map(async (key) => ((await store.get(key)) === undefined ? [] : [key])))
    return found.flat()
  }
  return { store, there }
}

test('what nobody took is removed when its time has passed, and nothing else', async () => {
  const { store, there } = await stored('a.webp', 'b.webp', 'c.webp')
  await note('a.webp', 'b.webp')
  await take('b.webp')
  expect(await unusedObjects.remove(database, store)).toBe(0)
  await pass()
  expect(await unusedObjects.remove(database, store)).toBe(1)
  expect(await there()).toEqual(['b.webp', 'c.webp'])
  expect(await unusedObjects.remove(database, store)).toBe(0)
})

test('what may be gone can’t be taken', async () => {
  await note('a.webp')
  await expect(take('a.webp', 'b.webp')).rejects.toThrow('may be removed already')
  await take('a.webp')
  await expect(take('a.webp')).rejects.toThrow('may be removed already')
})

test('what is noted twice is removed once', async () => {
  const { store } = await stored('a.webp')
  await note('a.webp')
  await note('a.webp')
  await pass()
  expect(await unusedObjects.remove(database, store)).toBe(1)
})

test('what the store does not remove comes again', async () => {
  const { store, there } = await stored('a.webp')
  await note('a.webp')
  await pass()
  await expect(unusedObjects.remove(database, { remove: () => Promise.reject(new Error('not now')) })).rejects.toThrow(
    'not now',
  )
  expect(await unusedObjects.remove(database, store)).toBe(1)
  expect(await there()).toEqual([])
})

test('two that look at once share the work', async () => {
  const keys = Array.from({ length: 8 }, (_, i) => `${i}.webp`)
  const { store, there } = await stored(...keys)
  await note(...keys)
  await pass()
  const done = await Promise.all([1, 2].map(() => unusedObjects.remove(database, store, 4)))
  expect(done).toEqual([4, 4])
  expect(await there()).toEqual([])
})

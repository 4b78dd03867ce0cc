import type { Database } from '@renting/platform'
import { addDays, makeMoney, makeStay, parseDate } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { houseDatabase } from '../../test/database.ts'
import { sample } from '../../test/sample.ts'
import type { HouseDetails } from '../domain/details.ts'
import { type HouseQuery, type HouseSort, sortValue } from '../domain/search.ts'
import type { HouseTransaction } from '../domain/store.ts'
import { PrismaHouseStore } from './house-store.ts'
import { PrismaHouseTransaction } from './house-transaction.ts'

let database: Database<PrismaClient>
let store: PrismaHouseStore
const urlOf = (key: string) => `/media/${key}`

beforeAll(async () => {
  database = await houseDatabase()
  store = new PrismaHouseStore(database, { time: () => 0 }, urlOf)
})
afterAll(() => database.close())
beforeEach(() => database.pool.query('TRUNCATE house, person, booking, outbox CASCADE'))

function inTransaction<R>(work: (tx: HouseTransaction) => Promise<R>): Promise<R> {
  return database.transaction((tx) => work(new PrismaHouseTransaction(tx, urlOf)))
}

async function add(id: string, details: Partial<HouseDetails> = {}, at = 0): Promise<void> {
  await inTransaction((tx) => tx.add(sample.house(details, id, at)))
}

async function found(query: Partial<HouseQuery> = {}): Promise<string[]> {
  const houses = await store.search({ facilityIds: [], sort: 'newest', limit: 50, ...query })
  return houses.map((house) => house.id)
}

const day = parseDate('2026-12-01')!
const stayOf = (from: number, nights: number) => makeStay(addDays(day, from), addDays(day, from + nights))

test('the catalog has the areas and facilities of the platform, in their order', async () => {
  const { areas, facilities } = await store.catalog()
  expect(areas.map((area) => area.id)).toEqual(Array.from({ length: 15 }, (_, i) => String(i + 1)))
  expect(facilities.map((facility) => facility.id)).toEqual(Array.from({ length: 25 }, (_, i) => String(i + 1)))
  expect(areas[0]).toEqual({ id: '1', name: { zh: '东城区', en: 'Dongcheng' } })
  expect(facilities[0]).toEqual({ id: '1', name: { zh: '无线网络', en: 'Wi-Fi' } })
})

test('a house comes back as it was published, and its event is there', async () => {
  const catalog = await store.catalog()
  const facilities = catalog.facilities.slice(0, 2)
  const house = { ...sample.house(), facilities, area: catalog.areas[1]! }
  await inTransaction((tx) => tx.add(house))
  expect(await store.find('h1')).toEqual(house)
  expect(await store.find('h2')).toBeUndefined()
  const { rows } = await database.pool.query('SELECT topic, key FROM outbox')
  expect(rows).toEqual([{ topic: 'renting.house.published', key: 'h1' }])
})

describe('a landlord', () => {
  const nameOf = async () => (await store.find('h1'))?.landlord.name

  test('is shown as they were called when they published, until an event says otherwise', async () => {
    await add('h1')
    expect(await nameOf()).toBe('Li')
    await inTransaction((tx) => tx.keepPerson({ id: 'landlord', name: 'Li Lei', avatarUrl: '/a.webp' }, 2))
    expect((await store.find('h1'))?.landlord).toEqual({ id: 'landlord', name: 'Li Lei', avatarUrl: '/a.webp' })
    await inTransaction((tx) => tx.keepPerson({ id: 'landlord', name: 'Late' }, 1))
    expect(await nameOf()).toBe('Li Lei')
  })

  test('whose event came before their first house is shown by the event', async () => {
    await inTransaction((tx) => tx.keepPerson({ id: 'landlord', name: 'Li Lei' }, 1))
    await add('h1')
    expect(await nameOf()).toBe('Li Lei')
  })
})

describe('a search', () => {
  test('finds what fits every filter', async () => {
    await add('small', { areaId: '1', capacity: 2, price: makeMoney(100, 'CNY'), facilityIds: ['1'] })
    await add('large', { areaId: '2', capacity: 6, price: makeMoney(300, 'CNY'), facilityIds: ['1', '2'] })
    expect((await found()).toSorted()).toEqual(['large', 'small'])
    expect(await found({ areaId: '1' })).toEqual(['small'])
    expect(await found({ guests: 3 })).toEqual(['large'])
    expect(await found({ minPrice: 101 })).toEqual(['large'])
    expect(await found({ maxPrice: 100 })).toEqual(['small'])
    expect(await found({ minPrice: 100, maxPrice: 300 })).toHaveLength(2)
    expect(await found({ facilityIds: ['2', '1'] })).toEqual(['large'])
    expect(await found({ areaId: '1', guests: 3 })).toEqual([])
  })

  test('finds text in the title or the address as it is written, in any case', async () => {
    await add('h1', { title: '100% Sunny Loft', address: 'Lane 7' })
    await add('h2', { title: 'Plain', address: 'Sunny Road_1' })
    await add('h3', { title: '1000 Steps' })
    expect((await found({ text: 'sunny' })).toSorted()).toEqual(['h1', 'h2'])
    expect(await found({ text: '100%' })).toEqual(['h1'])
    expect(await found({ text: 'd_1' })).toEqual(['h2'])
    expect(await found({ text: '\\' })).toEqual([])
  })

  test('leaves out who is booked on any night, as the highest version of each booking says', async () => {
    await add('h1')
    await add('h2')
    const booking = { orderId: 'o1', houseId: 'h1', stay: stayOf(3, 3) }
    await inTransaction((tx) => tx.keepBooking({ ...booking, version: 1, taken: true }))
    expect(await found({ stay: stayOf(0, 3) })).toEqual(['h2', 'h1'])
    expect(await found({ stay: stayOf(6, 3) })).toEqual(['h2', 'h1'])
    for (const [from, nights] of [
      [3, 3],
      [0, 4],
      [5, 2],
      [4, 1],
      [0, 9],
    ] as const) {
      expect(await found({ stay: stayOf(from, nights) })).toEqual(['h2'])
    }
    await inTransaction((tx) => tx.keepBooking({ ...booking, version: 2, taken: false }))
    expect(await found({ stay: stayOf(3, 3) })).toEqual(['h2', 'h1'])
    // The request arrives again, after what freed the nights.
    await inTransaction((tx) => tx.keepBooking({ ...booking, version: 1, taken: true }))
    expect(await found({ stay: stayOf(3, 3) })).toEqual(['h2', 'h1'])
  })

  test.each<[HouseSort, string[]]>([
    ['newest', ['c', 'b', 'a', 'd']],
    ['popular', ['d', 'c', 'b', 'a']],
    ['price-ascending', ['a', 'c', 'b', 'd']],
    ['price-descending', ['d', 'b', 'c', 'a']],
  ])('by %s pages through all of them once', async (sort, expected) => {
    await add('a', { price: makeMoney(100, 'CNY') }, 1000)
    await add('b', { price: makeMoney(300, 'CNY') }, 1000)
    await add('c', { price: makeMoney(200, 'CNY') }, 3000)
    await add('d', { price: makeMoney(300, 'CNY') }, 500)
    await database.pool.query(
      `UPDATE house SET order_count = CASE id WHEN 'd' THEN 9 WHEN 'b' THEN 3 WHEN 'c' THEN 3 ELSE 0 END`,
    )
    const ids: string[] = []
    let after: readonly [number, string] | undefined
    do {
      const houses = await store.search({ facilityIds: [], sort, limit: 1, after })
      const last = houses.at(-1)
      ids.push(...houses.map((house) => house.id))
      after = last && [sortValue(sort, last), last.id]
    } while (after !== undefined)
    expect(ids).toEqual(expected)
  })
})

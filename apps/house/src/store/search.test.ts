import type { Database } from '@renting/platform'
import { addDays, makeMoney, makeStay, parseDate } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { houseDatabase, staysOf, urlOf } from '../../test/database.ts'
import { sample } from '../../test/sample.ts'
import type { HouseDetails } from '../domain/details.ts'
import { type After, type HouseQuery, type HouseSort, sorts, sortValue } from '../domain/search.ts'
import type { HouseTransaction } from '../domain/store.ts'
import { PrismaHouseStore } from './house-store.ts'
import { PrismaHouseTransaction } from './house-transaction.ts'
import { searchStatement } from './search.ts'

let database: Database<PrismaClient>
let store: PrismaHouseStore

beforeAll(async () => {
  database = await houseDatabase()
  store = new PrismaHouseStore(database, { time: () => 0 }, urlOf)
})
afterAll(() => database.close())
beforeEach(() => database.pool.query('TRUNCATE house, person, booking, block, outbox CASCADE'))

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

  test.each([
    ['后海', ['h1']],
    ['海', ['h1', 'h2']],
    ['海边', ['h2']],
    ['海后', []],
    ['朝阳区望京', ['h2']],
    ['阳区后', []],
    ['Б', ['h3']],
    ['🏠', ['h3']],
    ['🏠 б', ['h3']],
    ['cosy', ['h1', 'h3']],
    ['osyc', []],
    // Every pair of it is there, but not in this order.
    ['cososy', []],
  ])('finds words of any length in any script: %s', async (text, expected) => {
    await add('h1', { title: '后海小院 · Cosy', address: '西城区' })
    await add('h2', { title: '海边', address: '朝阳区望京街' })
    await add('h3', { title: '🏠 Б', address: 'cosy lane' })
    expect((await found({ text })).toSorted()).toEqual(expected)
  })

  test('finds by the index what few have, and the title is not read into the address', async () => {
    await add('h1', { title: 'ab', address: 'cd' })
    expect(await found({ text: 'bc' })).toEqual([])
    expect(await found({ text: 'ab' })).toEqual(['h1'])
    const text = 'x'.repeat(60)
    await add('h2', { address: text })
    expect(await found({ text })).toEqual(['h2'])
    expect(await found({ text: `${text}y` })).toEqual([])
  })

  test('leaves out who is booked on any night, as the highest version of each booking says', async () => {
    await add('h1')
    await add('h2')
    const booking = { orderId: 'o1', houseId: 'h1', stay: stayOf(3, 3) }
    await staysOf(database).keepBooking({ ...booking, version: 1, taken: true })
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
    await staysOf(database).keepBooking({ ...booking, version: 2, taken: false })
    expect(await found({ stay: stayOf(3, 3) })).toEqual(['h2', 'h1'])
    // The request arrives again, after what freed the nights.
    await staysOf(database).keepBooking({ ...booking, version: 1, taken: true })
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
    expect(await pages(sort, 1)).toEqual(expected)
  })

  test.each(sorts)('by %s neither repeats nor skips while houses are added', async (sort) => {
    const many = Array.from({ length: 12 }, (_, i) => `m${String(i).padStart(2, '0')}`)
    for (const [i, id] of many.entries())
      await add(id, { price: makeMoney(100 * (1 + (i % 4)), 'CNY') }, 1000 * (i % 5))
    await database.pool.query(`UPDATE house SET order_count = length(id) + right(id, 1)::int % 3`)
    let added = 0
    const ids = await pages(sort, 3, async () => {
      // Before, after and among what was shown, equal to it in all but the id.
      for (const price of [1, 200, 900]) await add(`n${added++}`, { price: makeMoney(price, 'CNY') }, added * 700)
      await add(`a${added++}`, { price: makeMoney(200, 'CNY') }, 1000)
    })
    expect(ids).toHaveLength(new Set(ids).size)
    expect(ids.filter((id) => id.startsWith('m')).toSorted()).toEqual(many)
  })

  test('shows the cover, the rating and the landlord of each', async () => {
    const image = { id: 'i', key: 'houses/h1/i.webp', thumbnailKey: 'houses/h1/i-480.webp' }
    await inTransaction((tx) => tx.add({ ...sample.house(), images: [image] }))
    await add('h2')
    await database.pool.query(`UPDATE house SET rating_sum = 14, rating_count = 3, order_count = 7 WHERE id = 'h1'`)
    const [second, first] = await store.search({ facilityIds: [], sort: 'newest', limit: 50 })
    expect(first).toEqual({
      id: 'h1',
      title: 'Courtyard by the lake',
      area: { id: '2', name: { zh: '西城区', en: 'Xicheng' } },
      price: { amount: 38_800, currency: 'CNY' },
      coverKey: 'houses/h1/i-480.webp',
      roomCount: 2,
      capacity: 4,
      rating: { average: 4.67, count: 3 },
      orderCount: 7,
      landlord: { id: 'landlord', name: 'Li' },
      createdAt: 0,
      merit: 12,
    })
    expect(second).toMatchObject({ id: 'h2', coverKey: undefined, rating: undefined })
  })

  test('leaves out what is blocked on any night, however far the block has come', async () => {
    await add('h1')
    for (const state of ['HOLDING', 'HELD', 'RELEASING']) {
      await database.pool.query(`DELETE FROM block`)
      await database.pool.query(
        `INSERT INTO block (id, house_id, check_in, check_out, state) VALUES ('b', 'h1', '2026-12-04', '2026-12-07', $1)`,
        [state],
      )
      expect(await found({ stay: stayOf(0, 3) })).toEqual(['h1'])
      expect(await found({ stay: stayOf(6, 3) })).toEqual(['h1'])
      expect(await found({ stay: stayOf(5, 2) })).toEqual([])
    }
  })

  test('and the first page leave out what is withdrawn', async () => {
    const image = { id: 'i', key: 'houses/h1/i.webp', thumbnailKey: 'houses/h1/i-480.webp' }
    await inTransaction((tx) => tx.add({ ...sample.house(), images: [image] }))
    expect([await found(), (await store.featured(undefined, 9)).length]).toEqual([['h1'], 1])
    await inTransaction(async (tx) => tx.save({ ...(await tx.lock('h1'))!, status: 'WITHDRAWN', version: 2 }, 0))
    expect([await found(), (await store.featured(undefined, 9)).length]).toEqual([[], 0])
  })
})

describe('the first page', () => {
  test('shows houses with a picture by their merit, and goes on where it ended', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      const image = { id: `i${id}`, key: `houses/${id}/i.webp`, thumbnailKey: `houses/${id}/i-480.webp` }
      await inTransaction((tx) => tx.add({ ...sample.house({}, id), images: id === 'e' ? [] : [image] }))
    }
    // Two good stays; three bad ones; one good one; nothing yet; and the best of all, which nobody can see.
    await database.pool.query(
      `UPDATE house SET order_count = v.o, rating_count = v.c, rating_sum = v.s
       FROM (VALUES ('a', 2, 2, 10), ('b', 3, 3, 3), ('c', 1, 1, 5), ('e', 99, 99, 495)) v (id, o, c, s)
       WHERE house.id = v.id`,
    )
    const houses = await store.featured(undefined, 10)
    expect(houses.map(({ id, merit }) => [id, merit])).toEqual([
      ['a', 6],
      ['c', 3],
      ['d', 0],
      ['b', 0],
    ])
    expect((await store.featured([3, 'c'], 10)).map(({ id }) => id)).toEqual(['d', 'b'])
  })
})

describe('with many houses', () => {
  /** What a plan does, and with which table. People and blocks are few here, and may be read whole. */
  const steps = (plan: Plan): string[] => [
    `${plan['Node Type']} ${plan['Relation Name'] ?? ''}`,
    ...(plan.Plans ?? []).flatMap(steps),
  ]
  const stepsOf = async (query: HouseQuery): Promise<string[]> => {
    const { text, values } = searchStatement(query)
    const { rows } = await database.pool.query(`EXPLAIN (FORMAT JSON) ${text}`, [...values])
    return steps((rows as [{ 'QUERY PLAN': [{ Plan: Plan }] }])[0]['QUERY PLAN'][0].Plan)
  }
  interface Plan {
    readonly 'Node Type': string
    readonly 'Relation Name'?: string
    readonly Plans?: readonly Plan[]
  }

  test('a page anywhere is read from an index in its order, and bookings are asked for house by house', async () => {
    await add('h')
    const columns = `landlord_id, title, address, deposit, currency, room_count, acreage, layout, beds, min_nights,
      max_nights, facility_ids, time_zone, instant_book, policy, status, version`
    await database.pool.query(
      `INSERT INTO house (id, area_id, price, capacity, order_count, created_at, ${columns})
       SELECT 'h' || n, 1 + n % 15, 100 * (1 + n % 500), 1 + n % 8, n % 90, to_timestamp(n), ${columns}
       FROM house, generate_series(1, 5000) AS n WHERE id = 'h'`,
    )
    await database.pool.query(
      `INSERT INTO booking (order_id, house_id, version, check_in, check_out, taken)
       SELECT 'o' || n, 'h' || 1 + n % 5000, 1, '2026-12-01'::date + n % 90, '2026-12-03'::date + n % 90, true
       FROM generate_series(1, 15000) AS n`,
    )
    await database.pool.query('ANALYZE')
    const base = { facilityIds: [], limit: 21 }
    const queries = sorts.flatMap((sort): HouseQuery[] => [
      { ...base, sort },
      { ...base, sort, areaId: '3' },
      { ...base, sort, stay: stayOf(10, 4), guests: 2 },
      { ...base, sort, after: [40, 'h40'] },
    ])
    for (const query of queries) {
      expect
        .soft((await stepsOf(query)).join(), JSON.stringify(query))
        .not.toMatch(/Sort|Hash|Seq Scan (house|booking)/)
    }
    // Few houses fit: they are sorted, and still no booking is read but theirs.
    const few = await stepsOf({
      ...base,
      sort: 'newest',
      areaId: '3',
      minPrice: 100,
      maxPrice: 10_000,
      stay: stayOf(10, 4),
    })
    expect(few.join()).toMatch(/Sort/)
    expect(few.join()).not.toMatch(/Hash|Seq Scan (house|booking)/)
  })
})

/** All of a list, a part at a time. @param between is done after each part */
async function pages(sort: HouseSort, limit: number, between = async () => {}): Promise<string[]> {
  const ids: string[] = []
  let after: After | undefined
  do {
    const houses = await store.search({ facilityIds: [], sort, limit, after })
    const last = houses.at(-1)
    ids.push(...houses.map((house) => house.id))
    after = last && [sortValue(sort, last), last.id]
    if (ids.length < 40) await between()
  } while (after !== undefined)
  return ids
}

import { Reader } from '@micro/core'
import { HouseChanged, HousePublished, HouseStatus } from '@renting/contracts/house/v1'
import type { Database } from '@renting/platform'
import { addDays, makeStay, parseDate } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { houseDatabase, staysOf, urlOf } from '../../test/database.ts'
import { sample } from '../../test/sample.ts'
import type { HouseDetails } from '../domain/details.ts'
import type { House, Image } from '../domain/house.ts'
import type { HouseTransaction } from '../domain/store.ts'
import { PrismaHouseStore } from './house-store.ts'
import { PrismaHouseTransaction } from './house-transaction.ts'

let database: Database<PrismaClient>
let store: PrismaHouseStore

beforeAll(async () => {
  database = await houseDatabase()
  store = new PrismaHouseStore(database, { time: () => 0 }, urlOf)
})
afterAll(() => database.close())
beforeEach(() => database.pool.query('TRUNCATE house, person, booking, unused_object, outbox CASCADE'))

function inTransaction<R>(work: (tx: HouseTransaction) => Promise<R>): Promise<R> {
  return database.transaction((tx) => work(new PrismaHouseTransaction(tx, urlOf)))
}

async function add(id: string, details: Partial<HouseDetails> = {}, at = 0): Promise<void> {
  await inTransaction((tx) => tx.add(sample.house(details, id, at)))
}

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

const image = (id: string): Image => ({ id, key: `houses/h1/${id}.webp`, thumbnailKey: `houses/h1/${id}-480.webp` })
const withImages = (house: House, ...ids: string[]): House => ({ ...house, images: ids.map(image) })

describe('what is saved of a house', () => {
  const events = async () => {
    const { rows } = await database.pool.query<{ topic: string; body: Buffer }>(
      'SELECT topic, body FROM outbox ORDER BY 1',
    )
    return rows
  }
  const unused = async () => {
    const { rows } = await database.pool.query<{ key: string }>('SELECT key FROM unused_object ORDER BY key')
    return rows.map(({ key }) => key)
  }

  test('comes back as it was saved, pictures in their order, and is told of with its cover', async () => {
    const house = withImages({ ...sample.house(), area: (await store.catalog()).areas[1]!, facilities: [] }, 'b', 'a')
    const details = { ...house.details, facilityIds: [], title: 'Other' }
    await inTransaction((tx) => tx.add(house))
    expect(await store.find('h1')).toEqual({ ...house, facilities: (await store.catalog()).facilities.slice(0, 2) })
    const changed = withImages({ ...house, details, version: 2, status: 'WITHDRAWN' }, 'c', 'b')
    await inTransaction((tx) => tx.save(changed, 5))
    expect(await store.find('h1')).toEqual(changed)
    const [told, published] = await events()
    expect(HousePublished.decode(Reader.create(published!.body)).house).toMatchObject({
      version: 1,
      coverUrl: '/media/houses/h1/b-480.webp',
      status: HouseStatus.LISTED,
    })
    expect(HouseChanged.decode(Reader.create(told!.body))).toMatchObject({
      houseId: 'h1',
      house: { version: 2, title: 'Other', coverUrl: '/media/houses/h1/c-480.webp', status: HouseStatus.WITHDRAWN },
      atMs: 5,
    })
    expect(await unused()).toEqual(['houses/h1/a-480.webp', 'houses/h1/a.webp'])
  })

  test('builds on what others have saved: pictures that are added at once are all there', async () => {
    await add('h1')
    const ids = Array.from({ length: 12 }, (_, i) => `i${i}`)
    await Promise.all(
      ids.map((id) =>
        inTransaction(async (tx) => {
          const house = (await tx.lock('h1'))!
          await tx.save({ ...house, version: house.version + 1, images: [...house.images, image(id)] }, 0)
        }),
      ),
    )
    const house = await store.find('h1')
    expect(house!.images.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    expect(house!.version).toBe(13)
  })

  test('takes only pictures that are still noted', async () => {
    await store.notePictures(['a', 'b'])
    await expect(inTransaction((tx) => tx.takePictures(['a', 'x']))).rejects.toThrow('removed already')
    await inTransaction((tx) => tx.takePictures(['a']))
    expect(await unused()).toEqual(['b'])
  })
})

describe('a stay that is over', () => {
  const day = parseDate('2026-12-01')!
  const keep = (orderId: string, houseId = 'h1') =>
    staysOf(database).keepBooking({ orderId, houseId, version: 5, stay: makeStay(day, addDays(day, 1)), taken: false })
  const review = (orderId: string, rating: number, at = 0) => ({
    id: `r-${orderId}`,
    rating,
    text: `text of ${orderId}`,
    at,
    authorId: 'tenant',
  })

  test('counts once for its house, with its review or without, however many come at once and again', async () => {
    await add('h1')
    const orders = Array.from({ length: 10 }, (_, i) => `o${i}`)
    for (const id of orders) await keep(id)
    // Every one twice, and half of them with a review of 4 or 5.
    await Promise.all(
      [...orders, ...orders].map((id, i) =>
        staysOf(database).countStay(id, i % 2 === 0 ? review(id, 4 + (Number(id.slice(1)) % 4) / 2) : undefined),
      ),
    )
    const house = await store.find('h1')
    expect(house).toMatchObject({ orderCount: 10, rating: { average: 4.4, count: 5 }, version: 1 })
    expect(await store.reviews('h1', undefined, 50)).toHaveLength(5)
  })

  test('of which nothing is known counts for nobody', async () => {
    await add('h1')
    await staysOf(database).countStay('nothing', review('nothing', 5))
    expect(await store.find('h1')).toMatchObject({ orderCount: 0, rating: undefined })
  })

  test('is reviewed by somebody who is named once they are known', async () => {
    await add('h1')
    for (const [id, at] of [
      ['o1', 10],
      ['o2', 20],
      ['o3', 20],
    ] as const) {
      await keep(id)
      await staysOf(database).countStay(id, review(id, 5, at))
    }
    const reviews = await store.reviews('h1', undefined, 50)
    expect(reviews.map(({ id }) => id)).toEqual(['r-o3', 'r-o2', 'r-o1'])
    expect(reviews[0]).toEqual({
      id: 'r-o3',
      rating: 5,
      text: 'text of o3',
      at: 20,
      author: { id: 'tenant', name: '匿名用户' },
    })
    expect((await store.reviews('h1', [20, 'r-o2'], 50)).map(({ id }) => id)).toEqual(['r-o1'])
    await inTransaction((tx) => tx.keepPerson({ id: 'tenant', name: 'Han', avatarUrl: '/h.webp' }, 1))
    const [named] = await store.reviews('h1', undefined, 1)
    expect(named?.author).toEqual({ id: 'tenant', name: 'Han', avatarUrl: '/h.webp' })
  })
})

test('a landlord’s own houses are listed newest first, withdrawn ones too', async () => {
  await add('a', {}, 1000)
  await add('b', {}, 1000)
  await add('c', {}, 500)
  await inTransaction((tx) => tx.add({ ...sample.house({}, 'd'), landlord: { id: 'other', name: 'O' } }))
  await inTransaction(async (tx) => tx.save({ ...(await tx.lock('b'))!, status: 'WITHDRAWN', version: 2 }, 0))
  const ids = async (after?: [number, string]) => (await store.ownedBy('landlord', after, 10)).map(({ id }) => id)
  expect(await ids()).toEqual(['b', 'a', 'c'])
  expect(await ids([1000, 'b'])).toEqual(['a', 'c'])
})

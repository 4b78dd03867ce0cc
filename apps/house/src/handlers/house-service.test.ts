import { errors } from '@micro/core'
import { CancellationPolicy } from '@renting/contracts/common/v1'
import {
  HouseService,
  type HouseServiceHandler,
  HouseSort,
  type PublishHouseRequest,
  type QuoteRequest,
  type SearchHousesRequest,
} from '@renting/contracts/house/v1'
import type { Database } from '@renting/platform'
import { addDays, dateParts, makeStay, parseDate, stayParts } from '@renting/platform/values'
import { memoryObjects, TestContext } from '@renting/platform/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { houseDatabase } from '../../test/database.ts'
import { FakeOrders } from '../../test/orders.ts'
import { sample } from '../../test/sample.ts'
import { PrismaHouseStore } from '../store/house-store.ts'
import { houseService } from './house-service.ts'

const urlOf = (key: string) => `/media/${key}`
const today = parseDate('2026-11-20')!
const now = Date.parse('2026-11-20T12:00:00+08:00')

let database: Database<PrismaClient>
let houses: HouseServiceHandler
/** What the order service says of a stay. */
let isFree: () => boolean

beforeAll(async () => {
  database = await houseDatabase()
  const orders = { ...new FakeOrders().client, checkStay: async () => ({ free: isFree() }) }
  const clock = { time: () => now }
  const store = new PrismaHouseStore(database, clock, urlOf)
  houses = houseService({ store, orders, objects: memoryObjects(), urlOf, clock })
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.pool.query('TRUNCATE house, person, booking, answer, outbox CASCADE')
  isFree = () => true
})

const ctx = (method: keyof HouseServiceHandler) =>
  new TestContext('renting.house', HouseService.methods[method]!.endpoint)
const actor = (userId: string, verified = true) => ({ userId, verified, name: `name of ${userId}` })
const refused = (reason: string) => expect.objectContaining({ reason })

let keys = 0
function writing(more: Partial<PublishHouseRequest> = {}): PublishHouseRequest {
  const { policy, facilityIds, ...details } = sample.details
  return {
    actor: actor('landlord'),
    idempotencyKey: `key-${keys++}`,
    details: { ...details, facilityIds: [...facilityIds], policy: CancellationPolicy[policy] },
    ...more,
  }
}
async function publish(more?: Partial<PublishHouseRequest>) {
  const { house } = await houses.publishHouse(writing(more), ctx('publishHouse'))
  return house!
}

describe('publishing', () => {
  test('shows the house as it was written, at once, to read and to find', async () => {
    const house = await publish()
    expect(house).toMatchObject({
      landlord: { id: 'landlord', name: 'name of landlord' },
      details: { title: 'Courtyard by the lake', policy: CancellationPolicy.MODERATE },
      area: { id: '2', name: { zh: '西城区', en: 'Xicheng' } },
      facilities: [{ id: '1' }, { id: '2' }],
      images: [],
      orderCount: 0,
      createdAtMs: now,
      version: 1,
    })
    expect(await houses.getHouse({ id: house.id }, ctx('getHouse'))).toEqual({ house })
    const { items } = await houses.searchHouses(searching(), ctx('searchHouses'))
    expect(items.map((card) => card.id)).toEqual([house.id])
    expect(items[0]).toMatchObject({
      title: house.details?.title,
      price: house.details?.price,
      landlord: house.landlord,
    })
  })

  test('is for who is signed in and verified', async () => {
    await expect(publish({ actor: undefined })).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(publish({ actor: actor('landlord', false) })).rejects.toThrow(refused('NOT_VERIFIED'))
    await expect(publish({ details: undefined })).rejects.toThrow(refused('INVALID_HOUSE'))
  })

  test('refused for want of verification works with the same key once that is done', async () => {
    const request = writing({ actor: actor('landlord', false) })
    await expect(houses.publishHouse(request, ctx('publishHouse'))).rejects.toThrow(refused('NOT_VERIFIED'))
    const verified = { ...request, actor: actor('landlord') }
    expect((await houses.publishHouse(verified, ctx('publishHouse'))).house?.version).toBe(1)
  })

  test('repeated with its key makes no second house', async () => {
    const request = writing()
    const [first, second] = await Promise.all([
      houses.publishHouse(request, ctx('publishHouse')),
      houses.publishHouse(request, ctx('publishHouse')),
    ])
    expect(second).toEqual(first)
    expect(await houses.publishHouse(request, ctx('publishHouse'))).toEqual(first)
    expect(await database.client.house.count()).toBe(1)
    const other = { ...request, details: { ...request.details!, title: 'Other' } }
    await expect(houses.publishHouse(other, ctx('publishHouse'))).rejects.toThrow(refused('IDEMPOTENCY_KEY_REUSED'))
  })
})

const searching = (more: Partial<SearchHousesRequest> = {}): SearchHousesRequest => ({
  facilityIds: [],
  sort: HouseSort.UNSPECIFIED,
  ...more,
})

describe('a search', () => {
  test('goes on where it ended, in the order it began with', async () => {
    for (let i = 0; i < 3; i++) await publish()
    const part = (cursor: string, sort: HouseSort = HouseSort.NEWEST) =>
      houses.searchHouses(searching({ sort, page: { cursor, limit: 2 } }), ctx('searchHouses'))
    const first = await part('')
    const second = await part(first.nextCursor)
    expect(first.items).toHaveLength(2)
    expect(second.items).toHaveLength(1)
    expect(second.nextCursor).toBe('')
    expect(new Set([...first.items, ...second.items].map((card) => card.id)).size).toBe(3)
    await expect(part(first.nextCursor, HouseSort.POPULAR)).rejects.toThrow(refused('INVALID_CURSOR'))
    await expect(part('nonsense')).rejects.toThrow(refused('INVALID_CURSOR'))
  })

  test('takes a stay only whole', async () => {
    const stay = { checkIn: dateParts(today) }
    await expect(houses.searchHouses(searching({ stay }), ctx('searchHouses'))).rejects.toThrow(refused('INVALID_STAY'))
  })
})

describe('a quote', () => {
  const asking = (houseId: string, more: Partial<QuoteRequest> = {}): QuoteRequest => ({
    houseId,
    stay: stayParts(makeStay(addDays(today, 1), addDays(today, 3))),
    guests: 2,
    ...more,
  })
  const quote = async (houseId: string, more?: Partial<QuoteRequest>) =>
    await houses.quote(asking(houseId, more), ctx('quote'))

  test('lists the nights and what they cost, and agrees with the offer', async () => {
    const { id } = await publish()
    const result = await quote(id)
    expect(result.nights).toEqual([
      { date: { year: 2026, month: 11, day: 21 }, price: { amount: 38_800, currency: 'CNY' } },
      { date: { year: 2026, month: 11, day: 22 }, price: { amount: 38_800, currency: 'CNY' } },
    ])
    expect(result.total).toEqual({ amount: 77_600, currency: 'CNY' })
    const offer = await houses.getOffer(asking(id), ctx('getOffer'))
    expect(offer).toMatchObject({ ...result, landlordId: 'landlord', title: 'Courtyard by the lake', version: 1 })
  })

  test('is refused as an order would be: taken nights before the rules', async () => {
    const { id } = await publish()
    await expect(quote('nothing')).rejects.toThrow(refused('NOT_FOUND'))
    await expect(quote(id, { actor: actor('landlord') })).rejects.toThrow(refused('OWN_HOUSE'))
    await expect(quote(id, { guests: 9 })).rejects.toThrow(refused('TOO_MANY_GUESTS'))
    isFree = () => false
    await expect(quote(id, { guests: 9 })).rejects.toThrow(refused('DATES_TAKEN'))
    await expect(quote('nothing')).rejects.toThrow(refused('NOT_FOUND'))
  })

  test('asks who knows which nights are taken, and says when they are not there', async () => {
    const { id } = await publish()
    isFree = () => {
      throw errors.unavailable('renting.order', 'gone')
    }
    await expect(quote(id)).rejects.toMatchObject({ code: 503 })
    // The offer needs nobody else: the order service asks for it while it books.
    expect((await houses.getOffer(asking(id), ctx('getOffer'))).nights).toHaveLength(2)
  })
})

test('areas and facilities are there in two languages', async () => {
  const areas = await houses.listAreas({}, ctx('listAreas'))
  const facilities = await houses.listFacilities({}, ctx('listFacilities'))
  expect(areas.items).toHaveLength(15)
  expect(facilities.items).toHaveLength(25)
  for (const { name } of [...areas.items, ...facilities.items]) {
    expect(name?.zh).toMatch(/\p{Script=Han}/u)
    expect(name?.en).toMatch(/^[A-Z][\w -]*$/)
  }
})

import { errors } from '@micro/core'
import { CancellationPolicy } from '@renting/contracts/common/v1'
import {
  HouseSort,
  type PublishHouseRequest,
  type QuoteRequest,
  type SearchHousesRequest,
} from '@renting/contracts/house/v1'
import { addDays, dateParts, makeStay, parseDate, stayParts } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { staysOf } from '../../test/database.ts'
import { actor, refused, start, TestHouses } from '../../test/houses.ts'
import { png } from '../../test/png.ts'

const today = parseDate('2026-11-20')!

let app: TestHouses
let houses: TestHouses['houses']

beforeAll(async () => {
  app = await TestHouses.open()
  houses = app.houses
})
afterAll(() => app.close())
beforeEach(() => app.clear())

const ctx: TestHouses['ctx'] = (method) => app.ctx(method)
const writing = (more?: Partial<PublishHouseRequest>) => app.writing(more)
const publish = (more?: Partial<PublishHouseRequest>) => app.publish(more)

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
      createdAtMs: start,
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
    expect(await app.database.client.house.count()).toBe(1)
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

describe('the first page', () => {
  test('goes on where it ended, and takes no cursor of a search', async () => {
    for (let i = 0; i < 3; i++) await app.addImage((await publish()).id, png(2, 2))
    await publish()
    const part = async (cursor: string) =>
      await houses.listFeaturedHouses({ page: { cursor, limit: 2 } }, ctx('listFeaturedHouses'))
    const first = await part('')
    const second = await part(first.nextCursor)
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, ''])
    expect(new Set([...first.items, ...second.items].map((card) => card.id)).size).toBe(3)
    const search = await houses.searchHouses(searching({ page: { cursor: '', limit: 2 } }), ctx('searchHouses'))
    await expect(part(search.nextCursor)).rejects.toThrow(refused('INVALID_CURSOR'))
  })
})

describe('reviews', () => {
  test('are of a house that there is, and go on where they ended', async () => {
    const { id } = await publish()
    const stays = staysOf(app.database)
    for (const n of [1, 2, 3]) {
      const stay = makeStay(today, addDays(today, 1))
      await stays.keepBooking({ orderId: `o${n}`, houseId: id, version: 6, stay, taken: false })
      const review = { id: `r${n}`, rating: n, text: `<b>${n}</b>`, at: start + n, authorId: 'tenant' }
      await stays.countStay(`o${n}`, review)
    }
    const part = async (cursor: string, houseId = id) =>
      await houses.listReviews({ houseId, page: { cursor, limit: 2 } }, ctx('listReviews'))
    const first = await part('')
    const second = await part(first.nextCursor)
    expect([...first.items, ...second.items].map((review) => review.id)).toEqual(['r3', 'r2', 'r1'])
    expect(second.nextCursor).toBe('')
    expect(second.items[0]).toMatchObject({ rating: 1, text: '<b>1</b>', atMs: start + 1, author: { id: 'tenant' } })
    expect(await app.get(id)).toMatchObject({ rating: { average: 2, count: 3 }, orderCount: 3, version: 1 })
    await expect(part('', 'nothing')).rejects.toThrow(refused('NOT_FOUND'))
    await expect(part('nonsense')).rejects.toThrow(refused('INVALID_CURSOR'))
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
    expect(offer.coverUrl).toBeUndefined()
    const { thumbnailUrl } = await app.addImage(id, png(2, 2))
    expect((await houses.getOffer(asking(id), ctx('getOffer'))).coverUrl).toBe(thumbnailUrl)
  })

  test('is refused as an order would be: taken nights before the rules', async () => {
    const { id } = await publish()
    await expect(quote('nothing')).rejects.toThrow(refused('NOT_FOUND'))
    await expect(quote(id, { actor: actor('landlord') })).rejects.toThrow(refused('OWN_HOUSE'))
    await expect(quote(id, { guests: 9 })).rejects.toThrow(refused('TOO_MANY_GUESTS'))
    app.orders.book('o1', id, makeStay(addDays(today, 2), addDays(today, 4)))
    await expect(quote(id, { guests: 9 })).rejects.toThrow(refused('DATES_TAKEN'))
    await expect(quote('nothing')).rejects.toThrow(refused('NOT_FOUND'))
  })

  test('asks who knows which nights are taken, and says when they are not there', async () => {
    const { id } = await publish()
    app.orders.before = () => {
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

import { HouseSort } from '@renting/contracts/house/v1'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { actor, bearer, day, details, fakeClients, refusal, testApi } from '../../test/fakes.ts'
import { newHouse, stay } from '../../test/routes.ts'

const { app, clients } = testApi()
beforeEach(() => void vi.clearAllMocks())

const url = '/api/v2/houses'
const publish = (payload: object) => app.inject({ method: 'POST', url, headers: bearer('landlord'), payload })

const shown = {
  ...newHouse,
  id: 'house-1',
  landlord: { id: 'landlord', name: 'Li', avatarUrl: null },
  area: { id: '2', name: { zh: '西城区', en: 'Xicheng' } },
  facilities: [{ id: '1', name: { zh: '无线网络', en: 'Wi-Fi' } }],
  images: [],
  rating: null,
  orderCount: 3,
  status: 'LISTED',
  createdAt: '2026-11-20T04:00:00.000Z',
}

describe('publishing a house', () => {
  test('gives its details to the house service and shows what it made of them', async () => {
    const response = await publish(newHouse)
    expect(response.statusCode).toBe(201)
    expect(response.json()).toEqual(shown)
    expect(response.headers).toMatchObject({ location: '/api/v2/houses/house-1', etag: '"7"' })
    const sent = clients.houses.publishHouse.mock.calls[0]?.[0]
    expect(sent).toEqual({ actor: actor('landlord'), idempotencyKey: expect.any(String), details })
  })

  test('needs no more said than the contract asks', async () => {
    const { timeZone, instantBook, policy, ...least } = newHouse
    expect((await publish(least)).statusCode).toBe(201)
    expect(clients.houses.publishHouse.mock.calls[0]?.[0].details).toEqual(details)
  })

  test.each([
    ['/title', { title: '' }],
    ['/title', { title: 'x'.repeat(65) }],
    ['/title', { title: 'with a \u0000 in it' }],
    ['/title', { title: 'half a \ud83d' }],
    ['/address', { address: 'x'.repeat(513) }],
    ['/price', { price: 388 }],
    ['/price/amount', { price: { amount: 0, currency: 'CNY' } }],
    ['/price/amount', { price: { amount: 10.5, currency: 'CNY' } }],
    ['/price/amount', { price: { amount: '100', currency: 'CNY' } }],
    ['/price/amount', { price: { amount: 1e17, currency: 'CNY' } }],
    ['/price/currency', { price: { amount: 100, currency: 'USD' } }],
    ['/price/tax', { price: { amount: 100, currency: 'CNY', tax: 1 } }],
    ['/deposit/amount', { deposit: { amount: -1, currency: 'CNY' } }],
    ['/roomCount', { roomCount: '2' }],
    ['/roomCount', { roomCount: 1.5 }],
    ['/acreage', { acreage: 0 }],
    ['/layout', { layout: 'x'.repeat(33) }],
    ['/capacity', { capacity: 0 }],
    ['/beds', { beds: 2 }],
    ['/beds', { beds: 'x'.repeat(65) }],
    ['/minNights', { minNights: 0 }],
    ['/maxNights', { maxNights: -1 }],
    ['/facilityIds', { facilityIds: '1,3' }],
    ['/facilityIds/1', { facilityIds: ['1', 3] }],
    ['/instantBook', { instantBook: 'false' }],
    ['/policy', { policy: 'MODERATE' }],
  ])('refuses a wrong %s: %o', async (path, wrong) => {
    const response = await publish({ ...newHouse, ...wrong })
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ code: 'BAD_INPUT', errors: [{ path }] })
    expect(clients.houses.publishHouse).not.toHaveBeenCalled()
  })

  test('names all that is wrong at once, up to twenty', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`unknown${i}`, i]))
    const { errors } = (await publish({ ...newHouse, title: 1, guests: 1 })).json()
    expect(errors.map((each: { path: string }) => each.path).sort()).toEqual(['/guests', '/title'])
    expect((await publish(many)).json().errors).toHaveLength(20)
  })

  test('is for who is verified', async () => {
    clients.houses.publishHouse.mockRejectedValueOnce(refusal(403, 'NOT_VERIFIED', 'renting.house'))
    expect((await publish(newHouse)).json()).toMatchObject({ status: 403, code: 'NOT_VERIFIED' })
  })
})

describe('a house', () => {
  test('is shown with the state its landlord left it in', async () => {
    const response = await app.inject(`${url}/house-1`)
    expect(response.json()).toEqual(shown)
    expect(response.headers.etag).toBe('"7"')
  })
})

describe('lists of houses', () => {
  test('that are featured are of cards', async () => {
    const response = await app.inject(`${url}/featured?limit=3`)
    expect(response.json()).toMatchObject({ items: [{ id: 'house-1', coverUrl: '/images/1.webp' }], nextCursor: null })
    const [sent] = clients.houses.listFeaturedHouses.mock.calls[0] ?? []
    expect(sent).toEqual({ page: { cursor: '', limit: 3 } })
    expect(clients.houses.getHouse).not.toHaveBeenCalled()
  })

  test('that are my own are whole', async () => {
    const response = await app.inject({ url: '/api/v2/me/houses', headers: bearer('landlord') })
    expect(response.json()).toEqual({ items: [shown], nextCursor: null })
    const [sent] = clients.houses.listMyHouses.mock.calls[0] ?? []
    expect(sent).toEqual({ actor: actor('landlord'), page: { cursor: '', limit: 20 } })
  })
})

describe('searching', () => {
  test('without a word asks for the newest twenty', async () => {
    const response = await app.inject(url)
    expect(clients.houses.searchHouses.mock.calls[0]?.[0]).toEqual({
      facilityIds: [],
      sort: HouseSort.NEWEST,
      page: { cursor: '', limit: 20 },
    })
    expect(response.json()).toEqual({
      items: [
        {
          id: 'house-1',
          title: details.title,
          area: shown.area,
          price: { amount: 38_800, currency: 'CNY' },
          coverUrl: '/images/1.webp',
          roomCount: 2,
          capacity: 4,
          rating: { average: 4.5, count: 2 },
          orderCount: 3,
          landlord: { name: 'Li', avatarUrl: '/avatars/li.webp' },
          createdAt: '2026-11-20T04:00:00.000Z',
        },
      ],
      nextCursor: 'next',
    })
  })

  test('understands every parameter', async () => {
    const query = {
      area: '2',
      checkIn: '2026-12-24',
      checkOut: '2026-12-26',
      guests: '3',
      minPrice: '0',
      maxPrice: '50000',
      facilities: '1,3,1',
      q: '湖 %_',
      sort: '-price',
      cursor: 'eyJh-_',
      limit: '100',
    }
    expect((await app.inject({ url, query })).statusCode).toBe(200)
    expect(clients.houses.searchHouses.mock.calls[0]?.[0]).toEqual({
      areaId: '2',
      stay: { checkIn: day(2026, 12, 24), checkOut: day(2026, 12, 26) },
      guests: 3,
      minPrice: 0,
      maxPrice: 50_000,
      facilityIds: ['1', '3'],
      text: '湖 %_',
      sort: HouseSort.PRICE_DESCENDING,
      page: { cursor: 'eyJh-_', limit: 100 },
    })
  })

  test.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=ten', '/limit'],
    ['limit=1e1', '/limit'],
    ['limit=0x10', '/limit'],
    ['limit=%2010', '/limit'],
    ['limit=5.5', '/limit'],
    ['limit=', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['guests=0', '/guests'],
    ['guests=3000000000', '/guests'],
    ['minPrice=-1', '/minPrice'],
    ['minPrice=99999999999999999', '/minPrice'],
    ['checkIn=2026-02-30&checkOut=2026-03-02', '/checkIn'],
    ['checkIn=2026-1-2&checkOut=2026-03-02', '/checkIn'],
    ['checkIn=2026-12-24T00:00:00Z&checkOut=2026-12-26', '/checkIn'],
    ['checkIn=2026-12-24', '/checkOut'],
    ['checkOut=2026-12-24', '/checkIn'],
    ['checkIn=2026-12-24&checkOut=2026-12-24', '/checkOut'],
    ['checkIn=2026-12-24&checkOut=2026-12-23', '/checkOut'],
    ['checkIn=0000-01-01&checkOut=2026-12-23', '/checkIn'],
    ['sort=cheapest', '/sort'],
    ['facilities=,', '/facilities'],
    ['area=', '/area'],
    ['q=', '/q'],
    ['q=%00', '/q'],
    ['cursor=%22', '/cursor'],
    ['checkin=2026-12-24', '/checkin'],
  ])('refuses %s', async (query, path) => {
    const response = await app.inject(`${url}?${query}`)
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ code: 'BAD_INPUT', errors: [{ path }] })
    expect(clients.houses.searchHouses).not.toHaveBeenCalled()
  })

  test('says so when the cursor is of another list', async () => {
    clients.houses.searchHouses.mockRejectedValueOnce(refusal(400, 'INVALID_CURSOR', 'renting.house'))
    expect((await app.inject(`${url}?cursor=abc`)).json()).toMatchObject({ status: 400, code: 'INVALID_CURSOR' })
  })
})

describe('a quote', () => {
  test('shows each night, and the deposit beside the total', async () => {
    const response = await app.inject({ method: 'POST', url: '/api/v2/quotes', payload: stay })
    expect(response.json()).toEqual({
      nights: [
        { date: '2026-12-24', price: { amount: 38_800, currency: 'CNY' } },
        { date: '2026-12-25', price: { amount: 38_800, currency: 'CNY' } },
      ],
      total: { amount: 77_600, currency: 'CNY' },
      deposit: { amount: 50_000, currency: 'CNY' },
      policy: 'moderate',
    })
    expect(clients.houses.quote.mock.calls[0]?.[0]).toEqual({
      houseId: 'house-1',
      guests: 2,
      stay: { checkIn: day(2026, 12, 24), checkOut: day(2026, 12, 26) },
    })
  })
})

test('an answer that lacks what it must have is our fault, not shown by halves', async () => {
  const broken = fakeClients()
  broken.houses.getHouse.mockResolvedValue({})
  const response = await testApi({ clients: broken }).app.inject(`${url}/house-1`)
  expect(response.json()).toMatchObject({ status: 500, code: 'INTERNAL' })
})

import { beforeEach, expect, test, vi } from 'vitest'
import { bearer, fakeClients, refusal, testApi } from '../test/fakes.ts'
import { newHouse, stay } from '../test/routes.ts'

const { app, clients } = testApi()
beforeEach(() => void vi.clearAllMocks())

const headers = { ...bearer('landlord'), 'idempotency-key': 'k1' }
const post = (path: string, payload: object | string) =>
  app.inject({
    method: 'POST',
    url: `/api/v2${path}`,
    headers: { ...headers, 'content-type': 'application/json' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

test.each([
  ['arrays in arrays, 30,000 deep', '/houses', nested(30_000), ''],
  ['arrays in arrays that never end', '/houses', '['.repeat(60_000), ''],
  ['arrays in arrays for a title', '/houses', `{"title":${nested(20_000)}}`, '/title'],
  ['10,000 facilities', '/houses', { ...newHouse, facilityIds: Array(10_000).fill('1') }, '/facilityIds'],
  ['10,000 fields', '/houses', Object.fromEntries(Array.from({ length: 6000 }, (_, i) => [`f${i}`, 1])), '/f0'],
  ['a night in the year 9999', '/orders', { ...stay, checkIn: '9999-12-30', checkOut: '9999-12-31' }, '/checkIn'],
  ['a stay until the year 9999', '/orders', { ...stay, checkOut: '9999-12-31' }, '/checkOut'],
  ['a price in the year 9999', '/quotes', { ...stay, checkIn: '9999-12-30', checkOut: '9999-12-31' }, '/checkIn'],
  ['a day that there is not', '/orders', { ...stay, checkIn: '2026-02-29' }, '/checkIn'],
  [
    'an endless number',
    '/houses',
    JSON.stringify({ ...newHouse, acreage: 1 }).replace('"acreage":1', '"acreage":1e999'),
    '/acreage',
  ],
])('%s are refused by name, before any service hears of it', async (_, path, payload, field) => {
  const response = await post(path, payload)
  expect(response.statusCode).toBe(400)
  const { code, errors } = response.json()
  expect(code).toBe('BAD_INPUT')
  expect(errors.map((each: { path: string }) => each.path)).toContain(field)
  expect(clients.houses.publishHouse).not.toHaveBeenCalled()
  expect(clients.orders.createOrder).not.toHaveBeenCalled()
  expect(clients.houses.quote).not.toHaveBeenCalled()
})

test('10,000 facilities in a query are too many', async () => {
  const facilities = Array(10_000).fill('1').join(',')
  const response = await app.inject(`/api/v2/houses?facilities=${facilities}`)
  expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT', errors: [{ path: '/facilities' }] })
})

test.each([
  '/houses',
  '/houses/featured',
  '/houses/house-1/reviews',
  '/houses/house-1/blocks',
  '/me/houses',
  '/orders',
])('a cursor from elsewhere is refused by %s, by its form or by the service', async (path) => {
  const strange = fakeClients()
  const invalid = refusal(400, 'INVALID_CURSOR', 'renting.house')
  const { searchHouses, listFeaturedHouses, listReviews, listBlocks, listMyHouses } = strange.houses
  for (const list of [
    searchHouses,
    listFeaturedHouses,
    listReviews,
    listBlocks,
    listMyHouses,
    strange.orders.listOrders,
  ]) {
    list.mockRejectedValue(invalid)
  }
  const other = testApi({ clients: strange }).app
  for (const cursor of ['%00', "' or 1=1", '{"id":1}', 'x'.repeat(600), '']) {
    const response = await other.inject({ url: `/api/v2${path}`, query: { cursor }, headers })
    expect(response.json(), cursor).toMatchObject({ status: 400, code: 'BAD_INPUT', errors: [{ path: '/cursor' }] })
  }
  const response = await other.inject({ url: `/api/v2${path}`, query: { cursor: 'eyJhIjoxfQ' }, headers })
  expect(response.json()).toMatchObject({ status: 400, code: 'INVALID_CURSOR' })
})

test('text of people goes through as it is, whatever it looks like', async () => {
  for (const text of [
    '<script>alert(1)</script>',
    "'; drop table house; --",
    '{{7*7}}',
    '../../etc/passwd',
    '%00',
    '‮abc',
  ]) {
    expect((await post('/houses', { ...newHouse, title: text })).statusCode).toBe(201)
    expect(clients.houses.publishHouse.mock.lastCall?.[0].details?.title).toBe(text)
    await post('/orders/order-1/review', { rating: 5, text })
    expect(clients.orders.reviewOrder.mock.lastCall?.[0].text).toBe(text)
  }
})

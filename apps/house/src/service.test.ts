import { type MicroError, type Service, systemClock, Trace, WorkContext } from '@micro/core'
import { CancellationPolicy } from '@renting/contracts/common/v1'
import {
  HousePublished,
  HouseService,
  type HouseServiceClient,
  HouseSort,
  type SearchHousesRequest,
} from '@renting/contracts/house/v1'
import {
  OrderRejected,
  OrderRequested,
  OrderService,
  type OrderServiceHandler,
  type OrderSnapshot,
  OrderStatus,
} from '@renting/contracts/order/v1'
import { UserProfileChanged } from '@renting/contracts/user/v1'
import { encodeCursor } from '@renting/platform/values'
import { TestFleet } from '@renting/platform/vitest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noOrders } from '../test/orders.ts'
import { sample } from '../test/sample.ts'
import { house } from './service.ts'

const fleet = new TestFleet()
let outside: Service
let houses: HouseServiceClient
const published = new Map<string, string | undefined>()
const stay = { checkIn: { year: 2027, month: 1, day: 10 }, checkOut: { year: 2027, month: 1, day: 12 } }

beforeAll(async () => {
  // Stands in for the order service: what it publishes and answers is what the house service hears.
  outside = await fleet.peer('renting.order', (service) => {
    const checkStay: OrderServiceHandler['checkStay'] = ({ houseId }) => ({ free: houseId !== 'demo-house-02' })
    service.handle(OrderService, { ...noOrders, checkStay })
    service.subscribe(HousePublished, async ({ houseId }, ctx) => void published.set(houseId, ctx.trace?.traceId))
  })
  await fleet.start(house, { RENTING_SEED: 'on' })
  houses = outside.client(HouseService)
})
afterAll(() => fleet.stop())

async function found(): Promise<string[]> {
  const { items } = await houses.searchHouses({ facilityIds: [], sort: HouseSort.NEWEST, stay })
  return items.map((card) => card.id)
}
/** Within seconds, however the events arrive. */
const soon = (look: () => Promise<unknown>) => expect.poll(look, { timeout: 20_000, interval: 20 })

test('a booking takes a house out of the search, and its end brings it back', async () => {
  const order: OrderSnapshot = {
    orderId: 'o1',
    version: 1,
    houseId: 'demo-house-01',
    tenantId: 'demo-tenant',
    landlordId: 'demo-landlord',
    stay,
    status: OrderStatus.WAIT_ACCEPT,
  }
  expect(await found()).toHaveLength(12)
  await outside.publish(OrderRequested, { orderId: 'o1', order, atMs: 0 })
  await soon(async () => (await found()).includes('demo-house-01')).toBe(false)
  await outside.publish(OrderRejected, {
    orderId: 'o1',
    order: { ...order, version: 2, status: OrderStatus.REJECTED },
    atMs: 0,
    reason: 'no',
  })
  await soon(async () => (await found()).includes('demo-house-01')).toBe(true)
})

test('a new house is told of in the trace of the call that published it', async () => {
  const ctx = new WorkContext(systemClock, { trace: Trace.start() })
  const { policy, facilityIds, ...details } = sample.details
  const { house: made } = await houses.publishHouse(
    {
      actor: { userId: 'demo-landlord', verified: true, name: 'Wang' },
      idempotencyKey: 'traced',
      details: { ...details, facilityIds: [...facilityIds], policy: CancellationPolicy[policy] },
    },
    { ctx },
  )
  await soon(async () => published.get(made!.id)).toBe(ctx.trace!.traceId)
})

test('a landlord who changes their name is shown by it', async () => {
  await outside.publish(UserProfileChanged, { userId: 'demo-landlord', version: 5, name: 'Wang Fang' })
  await soon(async () => (await houses.getHouse({ id: 'demo-house-01' })).house?.landlord?.name).toBe('Wang Fang')
})

test('what the domain refuses reaches the caller with its code and reason', async () => {
  const quote = (houseId: string, guests = 1) => houses.quote({ houseId, stay, guests })
  await expect(quote('nothing')).rejects.toMatchObject({ code: 404, reason: 'NOT_FOUND', domain: 'renting.house' })
  await expect(quote('demo-house-02')).rejects.toMatchObject({ code: 409, reason: 'DATES_TAKEN' })
  await expect(quote('demo-house-01', 50)).rejects.toMatchObject({ code: 422, reason: 'TOO_MANY_GUESTS' })
  expect((await quote('demo-house-01')).nights).toHaveLength(2)
})

test('nothing that is sent is a fault of the service', async () => {
  const search = (more: Partial<SearchHousesRequest>) =>
    houses.searchHouses({ facilityIds: [], sort: HouseSort.NEWEST, ...more })
  const cursor = (...key: (string | number)[]) => ({ cursor: encodeCursor(key), limit: 5 })
  const days = (first: number, last: number) => ({
    checkIn: { year: first, month: 1, day: 1 },
    checkOut: { year: last, month: 12, day: 31 },
  })
  const nul = 'a\u0000b'
  const attempts: Promise<unknown>[] = [
    houses.getHouse({ id: nul }),
    houses.quote({ houseId: nul, stay, guests: 1 }),
    houses.quote({ houseId: 'demo-house-01', stay: days(1, 9999), guests: 2 ** 31 - 1 }),
    search({ text: nul }),
    search({ areaId: nul, facilityIds: [nul] }),
    search({ stay: days(1, 9999), guests: -1, minPrice: -5, maxPrice: Number.MAX_SAFE_INTEGER }),
    search({ page: cursor('newest', 253_402_300_799_999, 'x') }),
    search({ page: cursor('newest', 0, nul) }),
    search({ sort: HouseSort.POPULAR, page: cursor('popular', 253_402_300_799_999, 'x') }),
    search({ sort: HouseSort.POPULAR, page: cursor('popular', -1, 'x') }),
    search({ sort: HouseSort.PRICE_ASCENDING, page: cursor('price-ascending', 253_402_300_799_999, 'x') }),
    search({ sort: HouseSort.PRICE_DESCENDING, page: cursor('price-descending', 0, 'x') }),
    search({ sort: 99 as HouseSort }),
    search({ page: { cursor: '', limit: 2 ** 31 - 1 } }),
  ]
  const codes = (await Promise.allSettled(attempts)).map((result) =>
    result.status === 'fulfilled' ? 200 : (result.reason as MicroError).code,
  )
  expect(codes.filter((code) => code >= 500 || code === 408)).toEqual([])
  expect(codes.filter((code) => code === 400).length).toBeGreaterThan(5)
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EventType, type MicroError, type Service, systemClock, Trace, WorkContext } from '@micro/core'
import { CancellationPolicy } from '@renting/contracts/common/v1'
import {
  HousePublished,
  HouseService,
  type HouseServiceClient,
  HouseSort,
  type SearchHousesRequest,
} from '@renting/contracts/house/v1'
import {
  OrderCanceled,
  OrderCheckedOut,
  OrderCompleted,
  OrderExpired,
  OrderPaid,
  OrderRejected,
  OrderRequested,
  type OrderReview,
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
import { png } from '../test/png.ts'
import { sample } from '../test/sample.ts'
import { house } from './service.ts'

const fleet = new TestFleet()
let folder: string
let outside: Service
let houses: HouseServiceClient
const published = new Map<string, string | undefined>()
const stay = { checkIn: { year: 2027, month: 1, day: 10 }, checkOut: { year: 2027, month: 1, day: 12 } }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'house-'))
  // Stands in for the order service: what it publishes and answers is what the house service hears.
  outside = await fleet.peer('renting.order', (service) => {
    const checkStay: OrderServiceHandler['checkStay'] = ({ houseId }) => ({ free: houseId !== 'demo-house-002' })
    service.handle(OrderService, { ...noOrders, checkStay })
    service.subscribe(HousePublished, async ({ houseId }, ctx) => void published.set(houseId, ctx.trace?.traceId))
  })
  await fleet.start(house, { RENTING_SEED: 'on', OBJECT_FOLDER: folder })
  houses = outside.client(HouseService)
}, 180_000)
afterAll(async () => {
  await fleet.stop()
  await rm(folder, { recursive: true, force: true })
})

async function found(): Promise<string[]> {
  const { items } = await houses.searchHouses({ facilityIds: [], sort: HouseSort.NEWEST, stay })
  return items.map((card) => card.id)
}
/** Within seconds, however the events arrive. */
const soon = (look: () => Promise<unknown>) => expect.poll(look, { timeout: 20_000, interval: 20 })

const orderOf = (orderId: string, houseId: string): OrderSnapshot => ({
  orderId,
  version: 1,
  houseId,
  tenantId: 'demo-tenant',
  landlordId: 'demo-landlord',
  stay,
  status: OrderStatus.WAIT_ACCEPT,
})

test('a booking takes a house out of the search, and its end brings it back, whatever ends it', async () => {
  const houseId = 'demo-house-001'
  const ends = [
    ['o1', OrderStatus.REJECTED, OrderRejected],
    ['o2', OrderStatus.EXPIRED, OrderExpired],
    ['o3', OrderStatus.CANCELED, OrderCanceled],
    ['o4', OrderStatus.WAIT_COMMENT, OrderCheckedOut],
  ] as const
  expect(await found()).toContain(houseId)
  for (const [orderId, status, event] of ends) {
    const order = orderOf(orderId, houseId)
    await outside.publish(OrderRequested, { orderId, order, atMs: 0 })
    await soon(async () => (await found()).includes(houseId)).toBe(false)
    const paid = { ...order, version: 3, status: OrderStatus.PAID }
    await outside.publish(OrderPaid, { orderId, order: paid, atMs: 0, paymentId: 'p' })
    const ended = { orderId, order: { ...order, version: 4, status }, atMs: 0, reason: '', by: 0 }
    await outside.publish(event as EventType<typeof ended>, ended)
    await soon(async () => (await found()).includes(houseId)).toBe(true)
  }
})

test('a stay that is over is counted, its review shown, and its author named as soon as they are known', async () => {
  const houseId = 'demo-house-003'
  const complete = async (orderId: string, review?: OrderReview) => {
    const order = { ...orderOf(orderId, houseId), version: 6, status: OrderStatus.COMPLETE, tenantId: 'late' }
    await outside.publish(OrderCompleted, { orderId, order, atMs: 0, review })
  }
  await complete('c1', { id: 'r1', rating: 4, text: 'Quiet', atMs: 9 })
  await complete('c2')
  const shown = async () => {
    const { house } = await houses.getHouse({ id: houseId })
    return [house?.orderCount, house?.rating]
  }
  await soon(shown).toEqual([2, { average: 4, count: 1 }])
  const author = async () => (await houses.listReviews({ houseId })).items.map((review) => review.author?.name)
  expect(await author()).toEqual(['匿名用户'])
  await outside.publish(UserProfileChanged, { userId: 'late', version: 1, name: 'Late' })
  await soon(author).toEqual(['Late'])
})

test('a picture comes in parts, and is shown at once', async () => {
  const actor = { userId: 'demo-landlord', verified: true, name: 'Wang' }
  const bytes = png(20, 10)
  async function* parts(...contents: Uint8Array[]) {
    yield { target: { actor, houseId: 'demo-house-005' } }
    for (const content of contents) yield { content }
  }
  const { image } = await houses.addImage(parts(bytes.subarray(0, 30), bytes.subarray(30)))
  const { house } = await houses.getHouse({ id: 'demo-house-005' })
  expect(house?.images.at(-1)).toEqual(image)
  expect(image?.url).toMatch(/^\/api\/v2\/media\/houses\/demo-house-005\/[0-9a-f-]+\.webp$/)
  await expect(houses.addImage(parts(Buffer.from('no picture')))).rejects.toMatchObject({
    code: 422,
    reason: 'NOT_AN_IMAGE',
    domain: 'renting.house',
  })
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
  await soon(async () => (await houses.getHouse({ id: 'demo-house-001' })).house?.landlord?.name).toBe('Wang Fang')
})

test('what the domain refuses reaches the caller with its code and reason', async () => {
  const quote = (houseId: string, guests = 1) => houses.quote({ houseId, stay, guests })
  await expect(quote('nothing')).rejects.toMatchObject({ code: 404, reason: 'NOT_FOUND', domain: 'renting.house' })
  await expect(quote('demo-house-002')).rejects.toMatchObject({ code: 409, reason: 'DATES_TAKEN' })
  await expect(quote('demo-house-001', 50)).rejects.toMatchObject({ code: 422, reason: 'TOO_MANY_GUESTS' })
  expect((await quote('demo-house-001')).nights).toHaveLength(2)
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
  const actor = { userId: 'demo-landlord', verified: true, name: 'Wang' }
  const attempts: Promise<unknown>[] = [
    houses.getHouse({ id: nul }),
    houses.quote({ houseId: nul, stay, guests: 1 }),
    houses.quote({ houseId: 'demo-house-001', stay: days(1, 9999), guests: 2 ** 31 - 1 }),
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
    search({ text: '\u001f' }),
    search({ text: 'x'.repeat(5000), facilityIds: Array(10_000).fill('1') }),
    houses.listFeaturedHouses({ page: cursor('featured', 253_402_300_799_999, nul) }),
    houses.listReviews({ houseId: 'demo-house-001', page: cursor('reviews', 253_402_300_799_999, 'x') }),
    houses.listReviews({ houseId: nul }),
    houses.listMyHouses({ actor, page: cursor('own', 253_402_300_799_999, 'x') }),
    houses.listBlocks({ actor, houseId: 'demo-house-001', page: cursor('blocks', '9999-12-31', nul) }),
    houses.removeBlock({ actor, houseId: 'demo-house-001', blockId: nul }),
    houses.getCalendar({ houseId: 'demo-house-001', from: days(1, 1).checkIn, to: days(1, 9999).checkOut }),
    houses.updateHouse({ actor, id: 'demo-house-001', version: 1, patch: { title: nul, policy: 0 } }),
    houses.updateHouse({ actor, id: 'demo-house-001', version: -1, patch: { policy: 0 } }),
    houses.orderImages({ actor, houseId: 'demo-house-001', imageIds: Array(1000).fill(nul) }),
    houses.removeImage({ actor, houseId: nul, imageId: nul }),
  ]
  const codes = (await Promise.allSettled(attempts)).map((result) =>
    result.status === 'fulfilled' ? 200 : (result.reason as MicroError).code,
  )
  expect(codes.filter((code) => code >= 500 || code === 408)).toEqual([])
  expect(codes.filter((code) => code === 400).length).toBeGreaterThan(5)
})

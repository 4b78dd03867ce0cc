import { MicroError, type Service } from '@micro/core'
import { HouseService, type HouseServiceClient, HouseSort } from '@renting/contracts/house/v1'
import {
  OrderRejected,
  OrderRequested,
  OrderService,
  type OrderServiceHandler,
  type OrderSnapshot,
} from '@renting/contracts/order/v1'
import { UserProfileChanged } from '@renting/contracts/user/v1'
import { TestFleet } from '@renting/platform/vitest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { house } from './service.ts'

const fleet = new TestFleet()
let outside: Service
let houses: HouseServiceClient
const stay = { checkIn: { year: 2027, month: 1, day: 10 }, checkOut: { year: 2027, month: 1, day: 12 } }

beforeAll(async () => {
  // Stands in for the order service: what it publishes and answers is what the house service hears.
  outside = await fleet.peer('renting.order', (service) => {
    const checkStay: OrderServiceHandler['checkStay'] = ({ houseId }) => ({ free: houseId !== 'demo-house-02' })
    service.handle(OrderService, { ...unimplemented, checkStay })
  })
  await fleet.start(house, { RENTING_SEED: 'on' })
  houses = outside.client(HouseService)
})
afterAll(() => fleet.stop())

const refuse = () => {
  throw new MicroError({ id: 'renting.order', code: 501, detail: 'not here' })
}
const unimplemented: OrderServiceHandler = {
  createOrder: refuse,
  listOrders: refuse,
  getOrder: refuse,
  acceptOrder: refuse,
  rejectOrder: refuse,
  checkStay: refuse,
}

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
  }
  expect(await found()).toHaveLength(12)
  await outside.publish(OrderRequested, { orderId: 'o1', order, atMs: 0 })
  await soon(async () => (await found()).includes('demo-house-01')).toBe(false)
  await outside.publish(OrderRejected, { orderId: 'o1', order: { ...order, version: 2 }, atMs: 0, reason: 'no' })
  await soon(async () => (await found()).includes('demo-house-01')).toBe(true)
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

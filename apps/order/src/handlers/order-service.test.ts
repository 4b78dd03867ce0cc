import { errors, type MicroError } from '@micro/core'
import { CancellationPolicy } from '@renting/contracts/common/v1'
import type { GetOfferRequest, GetOfferResponse } from '@renting/contracts/house/v1'
import {
  type CreateOrderRequest,
  OrderRole,
  OrderService,
  type OrderServiceHandler,
  OrderStatus,
} from '@renting/contracts/order/v1'
import type { Database } from '@renting/platform'
import { dateParts, stayFromParts, stayParts } from '@renting/platform/values'
import { TestContext } from '@renting/platform/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { now, offerOf, stayOf } from '../../test/booking.ts'
import { orderDatabase } from '../../test/database.ts'
import { PrismaOrderStore } from '../store/order-store.ts'
import { orderService } from './order-service.ts'

let database: Database<PrismaClient>
let orders: OrderServiceHandler
/** What the house service answers. */
let offer: (request: GetOfferRequest) => GetOfferResponse

beforeAll(async () => {
  database = await orderDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.pool.query('TRUNCATE booking, night, step, answer, outbox, house CASCADE')
  offer = (request) => ({
    ...offerOf(stayFromParts(request.stay)),
    nights: offerOf(stayFromParts(request.stay)).nights.map(({ date, price }) => ({ date: dateParts(date), price })),
    policy: CancellationPolicy.MODERATE,
    title: 'Courtyard',
    timeZone: 'Asia/Shanghai',
    version: 1,
  })
  const houses = { getOffer: async (request: GetOfferRequest) => offer(request) }
  const clock = { time: () => now }
  orders = orderService({ store: new PrismaOrderStore(database, clock), houses, clock })
})

const ctx = (method: keyof OrderServiceHandler) =>
  new TestContext('renting.order', OrderService.methods[method]!.endpoint)
const actor = (userId: string) => ({ userId, verified: true, name: userId })

let keys = 0
function booking(from: number, nights: number, more: Partial<CreateOrderRequest> = {}): CreateOrderRequest {
  const stay = stayParts(stayOf(from, nights))
  return { actor: actor('tenant'), idempotencyKey: `key-${keys++}`, houseId: 'h1', stay, guests: 2, ...more }
}
async function book(from: number, nights: number, more?: Partial<CreateOrderRequest>) {
  const { order } = await orders.createOrder(booking(from, nights, more), ctx('createOrder'))
  return order!
}
const refused = (reason: string) => expect.objectContaining({ reason })

describe('booking', () => {
  test('takes the price of each night as it is offered', async () => {
    const order = await book(3, 2)
    expect(order).toMatchObject({
      houseId: 'h1',
      house: { title: 'Courtyard' },
      tenantId: 'tenant',
      landlordId: 'landlord',
      guests: 2,
      total: { amount: 20_000, currency: 'CNY' },
      deposit: { amount: 50_000, currency: 'CNY' },
      policy: CancellationPolicy.MODERATE,
      status: OrderStatus.WAIT_ACCEPT,
      createdAtMs: now,
    })
    expect(order.nights.map((night) => night.price?.amount)).toEqual([10_000, 10_000])
    expect(order.expiresAtMs).toBeUndefined()
  })

  test('needs somebody who is signed in, a key, and dates', async () => {
    await expect(book(3, 2, { actor: undefined })).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(book(3, 2, { idempotencyKey: '' })).rejects.toThrow(refused('IDEMPOTENCY_KEY_REQUIRED'))
    await expect(book(3, 2, { stay: undefined })).rejects.toThrow(refused('INVALID_STAY'))
  })

  test('passes on what the house refuses, and says first that nights are taken', async () => {
    await book(3, 2)
    const tooShort = errors.unprocessable('renting.house', 'at least 5 nights', { reason: 'TOO_SHORT' })
    offer = () => {
      throw tooShort
    }
    await expect(book(6, 1)).rejects.toThrow(refused('TOO_SHORT'))
    await expect(book(4, 1)).rejects.toThrow(refused('DATES_TAKEN'))
    offer = () => {
      throw errors.notFound('renting.house', 'no such house', { reason: 'NOT_FOUND' })
    }
    await expect(book(9, 1, { houseId: 'h9' })).rejects.toMatchObject({ code: 404, reason: 'NOT_FOUND' })
  })

  test('answers a repeated request as before, whatever has happened since', async () => {
    const request = booking(3, 2)
    const first = await orders.createOrder(request, ctx('createOrder'))
    offer = () => {
      throw errors.unavailable('renting.house', 'gone')
    }
    // The same request by the same person, who has changed their name.
    const again = { ...request, actor: { ...actor('tenant'), name: 'Renamed' } }
    expect(await orders.createOrder(again, ctx('createOrder'))).toEqual(first)
    const other = { ...request, guests: 1 }
    await expect(orders.createOrder(other, ctx('createOrder'))).rejects.toThrow(refused('IDEMPOTENCY_KEY_REUSED'))
    const accept = { actor: actor('tenant'), idempotencyKey: request.idempotencyKey, id: first.order!.id }
    await expect(orders.acceptOrder(accept, ctx('acceptOrder'))).rejects.toThrow(refused('IDEMPOTENCY_KEY_REUSED'))
  })

  test('asks the house again after it was not there', async () => {
    const request = booking(3, 2)
    const working = offer
    offer = () => {
      throw errors.unavailable('renting.house', 'gone')
    }
    await expect(orders.createOrder(request, ctx('createOrder'))).rejects.toMatchObject({ code: 503 })
    offer = working
    expect((await orders.createOrder(request, ctx('createOrder'))).order?.status).toBe(OrderStatus.WAIT_ACCEPT)
  })

  test('gives the nights of a house to one of many who come at once, round after round', async () => {
    for (let round = 0; round < 5; round++) {
      const clients = Array.from({ length: 50 }, (_, i) =>
        book(1 + round * 10 + (i % 3), 2, { actor: actor(`tenant-${i % 7}`) }),
      )
      const results = await Promise.allSettled(clients)
      const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as MicroError] : []))
      expect(lost.map((error) => error.reason)).toEqual(lost.map(() => 'DATES_TAKEN'))
      expect(lost.length).toBeLessThan(50)
    }
    const { rows } = await database.pool.query(
      `SELECT FROM booking a JOIN booking b ON a.id < b.id AND a.house_id = b.house_id
       AND daterange(a.check_in, a.check_out) && daterange(b.check_in, b.check_out)`,
    )
    expect(rows).toEqual([])
    const { rows: counts } = await database.pool.query<{ orders: string; events: string; nights: string }>(
      `SELECT (SELECT count(*) FROM booking) AS orders, (SELECT count(*) FROM outbox) AS events,
              (SELECT count(*) FROM night) AS nights`,
    )
    expect(counts[0]!.events).toBe(counts[0]!.orders)
    expect(Number(counts[0]!.nights)).toBe(2 * Number(counts[0]!.orders))
  })
})

describe('a request', () => {
  const accept = (id: string, userId = 'landlord', idempotencyKey = `key-${keys++}`) =>
    orders.acceptOrder({ actor: actor(userId), idempotencyKey, id }, ctx('acceptOrder'))
  const reject = (id: string, userId = 'landlord', reason = 'painters') =>
    orders.rejectOrder({ actor: actor(userId), idempotencyKey: `key-${keys++}`, id, reason }, ctx('rejectOrder'))

  test('is accepted by its landlord, once', async () => {
    const { id } = await book(3, 2)
    const first = await accept(id, 'landlord', 'again')
    expect(first.order).toMatchObject({ id, status: OrderStatus.WAIT_PAYMENT, house: { title: 'Courtyard' } })
    expect(await accept(id, 'landlord', 'again')).toEqual(first)
    await expect(accept(id)).rejects.toThrow(refused('WRONG_STATE'))
    await expect(reject(id)).rejects.toThrow(refused('WRONG_STATE'))
  })

  test('is not accepted by its tenant, and is not there for a stranger', async () => {
    const { id } = await book(3, 2)
    await expect(accept(id, 'tenant')).rejects.toThrow(refused('FORBIDDEN'))
    await expect(reject(id, 'tenant')).rejects.toThrow(refused('FORBIDDEN'))
    await expect(accept(id, 'stranger')).rejects.toThrow(refused('NOT_FOUND'))
    await expect(accept('nothing')).rejects.toThrow(refused('NOT_FOUND'))
    expect((await orders.getOrder({ actor: actor('tenant'), id }, ctx('getOrder'))).order?.status).toBe(
      OrderStatus.WAIT_ACCEPT,
    )
  })

  test('that is rejected tells why and gives the nights back', async () => {
    const { id } = await book(3, 2)
    await expect(reject(id, 'landlord', ' ')).rejects.toThrow(refused('INVALID_REASON'))
    expect((await reject(id)).order?.status).toBe(OrderStatus.REJECTED)
    const { history } = await orders.getOrder({ actor: actor('tenant'), id }, ctx('getOrder'))
    expect(history).toEqual([
      { atMs: now, from: OrderStatus.UNSPECIFIED, to: OrderStatus.WAIT_ACCEPT, by: OrderRole.TENANT },
      {
        atMs: now,
        from: OrderStatus.WAIT_ACCEPT,
        to: OrderStatus.REJECTED,
        by: OrderRole.LANDLORD,
        reason: 'painters',
      },
    ])
    expect((await book(3, 2)).status).toBe(OrderStatus.WAIT_ACCEPT)
  })

  test('is decided once when two decisions come at once', async () => {
    const { id } = await book(3, 2)
    const results = await Promise.allSettled([accept(id), reject(id), accept(id), reject(id)])
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'WRONG_STATE' })
    }
    const { history } = await orders.getOrder({ actor: actor('landlord'), id }, ctx('getOrder'))
    expect(history).toHaveLength(2)
  })
})

describe('reading', () => {
  test('pages through one’s own orders', async () => {
    for (let i = 0; i < 5; i++) await book(1 + i * 3, 2)
    await book(30, 2, { actor: actor('other') })
    const list = async (userId: string, role: OrderRole, cursor = '') =>
      await orders.listOrders(
        { actor: actor(userId), role, status: OrderStatus.UNSPECIFIED, page: { cursor, limit: 3 } },
        ctx('listOrders'),
      )
    const first = await list('tenant', OrderRole.UNSPECIFIED)
    const second = await list('tenant', OrderRole.TENANT, first.nextCursor)
    expect(first.items).toHaveLength(3)
    expect(second.items).toHaveLength(2)
    expect(second.nextCursor).toBe('')
    expect(new Set([...first.items, ...second.items].map((order) => order.id)).size).toBe(5)
    expect((await list('landlord', OrderRole.LANDLORD)).items).toHaveLength(3)
    expect((await list('landlord', OrderRole.TENANT)).items).toEqual([])
    await expect(list('tenant', OrderRole.TENANT, 'nonsense')).rejects.toThrow(refused('INVALID_CURSOR'))
  })

  test('shows an order to its tenant and its landlord alone', async () => {
    const { id } = await book(3, 2)
    const read = async (userId: string) => await orders.getOrder({ actor: actor(userId), id }, ctx('getOrder'))
    expect((await read('tenant')).order?.id).toBe(id)
    expect((await read('landlord')).order?.id).toBe(id)
    await expect(read('stranger')).rejects.toThrow(refused('NOT_FOUND'))
  })

  test('says whether a stay is free at this moment', async () => {
    const free = async (from: number, nights: number) =>
      (await orders.checkStay({ houseId: 'h1', stay: stayParts(stayOf(from, nights)) }, ctx('checkStay'))).free
    expect(await free(3, 2)).toBe(true)
    await book(3, 2)
    expect(await free(3, 2)).toBe(false)
    expect(await free(5, 1)).toBe(true)
  })
})

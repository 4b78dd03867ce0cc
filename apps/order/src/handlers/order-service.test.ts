import { errors, type MicroError } from '@micro/core'
import { CancellationPolicy } from '@renting/contracts/common/v1'
import { OrderRole, OrderStatus } from '@renting/contracts/order/v1'
import { stayParts } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { now, stayOf } from '../../test/booking.ts'
import { actor, contextOf, OrderFixture } from '../../test/fixture.ts'

let it: OrderFixture

beforeAll(async () => {
  it = await OrderFixture.open()
})
afterAll(() => it.close())
beforeEach(() => it.reset())

const refused = (reason: string) => expect.objectContaining({ reason })

describe('booking', () => {
  test('takes the price of each night as it is offered', async () => {
    const order = await it.book(3, 2)
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
    expect(order.expiresAtMs).toBe(now + 24 * 3_600_000)
  })

  test('needs somebody who is signed in, a key, and dates', async () => {
    await expect(it.book(3, 2, { actor: undefined })).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(it.book(3, 2, { idempotencyKey: '' })).rejects.toThrow(refused('IDEMPOTENCY_KEY_REQUIRED'))
    await expect(it.book(3, 2, { stay: undefined })).rejects.toThrow(refused('INVALID_STAY'))
  })

  test('passes on what the house refuses, and says first that nights are taken', async () => {
    await it.book(3, 2)
    const tooShort = errors.unprocessable('renting.house', 'at least 5 nights', { reason: 'TOO_SHORT' })
    it.offer = () => {
      throw tooShort
    }
    await expect(it.book(6, 1)).rejects.toThrow(refused('TOO_SHORT'))
    await expect(it.book(4, 1)).rejects.toThrow(refused('DATES_TAKEN'))
    it.offer = () => {
      throw errors.notFound('renting.house', 'no such house', { reason: 'NOT_FOUND' })
    }
    await expect(it.book(9, 1, { houseId: 'h9' })).rejects.toMatchObject({ code: 404, reason: 'NOT_FOUND' })
  })

  test('answers a repeated request as before, whatever has happened since', async () => {
    const request = it.request(3, 2)
    const first = await it.orders.createOrder(request, contextOf('createOrder'))
    it.offer = () => {
      throw errors.unavailable('renting.house', 'gone')
    }
    // The same request by the same person, who has changed their name.
    const again = { ...request, actor: { ...actor('tenant'), name: 'Renamed' } }
    expect(await it.orders.createOrder(again, contextOf('createOrder'))).toEqual(first)
    const other = { ...request, guests: 1 }
    await expect(it.orders.createOrder(other, contextOf('createOrder'))).rejects.toThrow(
      refused('IDEMPOTENCY_KEY_REUSED'),
    )
    const accept = { actor: actor('tenant'), idempotencyKey: request.idempotencyKey, id: first.order!.id }
    await expect(it.orders.acceptOrder(accept, contextOf('acceptOrder'))).rejects.toThrow(
      refused('IDEMPOTENCY_KEY_REUSED'),
    )
  })

  test('asks the house again after it was not there', async () => {
    const request = it.request(3, 2)
    const working = it.offer
    it.offer = () => {
      throw errors.unavailable('renting.house', 'gone')
    }
    await expect(it.orders.createOrder(request, contextOf('createOrder'))).rejects.toMatchObject({ code: 503 })
    it.offer = working
    expect((await it.orders.createOrder(request, contextOf('createOrder'))).order?.status).toBe(OrderStatus.WAIT_ACCEPT)
  })

  test('gives the nights of a house to one of many who come at once, round after round', async () => {
    for (let round = 0; round < 5; round++) {
      const clients = Array.from({ length: 50 }, (_, i) =>
        it.book(1 + round * 10 + (i % 3), 2, { actor: actor(`tenant-${i % 7}`) }),
      )
      const results = await Promise.allSettled(clients)
      const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as MicroError] : []))
      expect(lost.map((error) => error.reason)).toEqual(lost.map(() => 'DATES_TAKEN'))
      expect(lost.length).toBeLessThan(50)
    }
    const { rows } = await it.database.pool.query(
      `SELECT FROM booking a JOIN booking b ON a.id < b.id AND a.house_id = b.house_id
       AND daterange(a.check_in, a.check_out) && daterange(b.check_in, b.check_out)`,
    )
    expect(rows).toEqual([])
    const { rows: counts } = await it.database.pool.query<{ orders: string; events: string; nights: string }>(
      `SELECT (SELECT count(*) FROM booking) AS orders, (SELECT count(*) FROM outbox) AS events,
              (SELECT count(*) FROM night) AS nights`,
    )
    expect(counts[0]!.events).toBe(counts[0]!.orders)
    expect(Number(counts[0]!.nights)).toBe(2 * Number(counts[0]!.orders))
  })
})

describe('a request', () => {
  const accept: OrderFixture['accept'] = (...request) => it.accept(...request)
  const reject: OrderFixture['reject'] = (...request) => it.reject(...request)

  test('is accepted by its landlord, once', async () => {
    const { id } = await it.book(3, 2)
    const first = await accept(id, 'landlord', 'again')
    expect(first).toMatchObject({ id, status: OrderStatus.WAIT_PAYMENT, house: { title: 'Courtyard' } })
    expect(await accept(id, 'landlord', 'again')).toEqual(first)
    await expect(accept(id)).rejects.toThrow(refused('WRONG_STATE'))
    await expect(reject(id)).rejects.toThrow(refused('WRONG_STATE'))
  })

  test('is not accepted by its tenant, and is not there for a stranger', async () => {
    const { id } = await it.book(3, 2)
    await expect(accept(id, 'tenant')).rejects.toThrow(refused('FORBIDDEN'))
    await expect(reject(id, 'tenant')).rejects.toThrow(refused('FORBIDDEN'))
    await expect(accept(id, 'stranger')).rejects.toThrow(refused('NOT_FOUND'))
    await expect(accept('nothing')).rejects.toThrow(refused('NOT_FOUND'))
    expect((await it.orders.getOrder({ actor: actor('tenant'), id }, contextOf('getOrder'))).order?.status).toBe(
      OrderStatus.WAIT_ACCEPT,
    )
  })

  test('that is rejected tells why and gives the nights back', async () => {
    const { id } = await it.book(3, 2)
    await expect(reject(id, 'landlord', ' ')).rejects.toThrow(refused('INVALID_REASON'))
    expect((await reject(id)).status).toBe(OrderStatus.REJECTED)
    const { history } = await it.orders.getOrder({ actor: actor('tenant'), id }, contextOf('getOrder'))
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
    expect((await it.book(3, 2)).status).toBe(OrderStatus.WAIT_ACCEPT)
  })

  test('is decided once when two decisions come at once', async () => {
    const { id } = await it.book(3, 2)
    const results = await Promise.allSettled([accept(id), reject(id), accept(id), reject(id)])
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'WRONG_STATE' })
    }
    const { history } = await it.orders.getOrder({ actor: actor('landlord'), id }, contextOf('getOrder'))
    expect(history).toHaveLength(2)
  })
})

describe('reading', () => {
  test('pages through one’s own orders', async () => {
    for (let i = 0; i < 5; i++) await it.book(1 + i * 3, 2)
    await it.book(30, 2, { actor: actor('other') })
    const list = async (userId: string, role: OrderRole, cursor = '') =>
      await it.orders.listOrders(
        { actor: actor(userId), role, status: OrderStatus.UNSPECIFIED, page: { cursor, limit: 3 } },
        contextOf('listOrders'),
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
    const { id } = await it.book(3, 2)
    const read = async (userId: string) => await it.orders.getOrder({ actor: actor(userId), id }, contextOf('getOrder'))
    expect((await read('tenant')).order?.id).toBe(id)
    expect((await read('landlord')).order?.id).toBe(id)
    await expect(read('stranger')).rejects.toThrow(refused('NOT_FOUND'))
  })

  test('says whether a stay is free at this moment', async () => {
    const free = async (from: number, nights: number) =>
      (await it.orders.checkStay({ houseId: 'h1', stay: stayParts(stayOf(from, nights)) }, contextOf('checkStay'))).free
    expect(await free(3, 2)).toBe(true)
    await it.book(3, 2)
    expect(await free(3, 2)).toBe(false)
    expect(await free(5, 1)).toBe(true)
  })
})

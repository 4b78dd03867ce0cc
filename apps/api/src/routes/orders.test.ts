import { OrderRole, OrderStatus } from '@renting/contracts/order/v1'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { actor, bearer, day, order, refusal, testApi } from '../../test/fakes.ts'
import { stay } from '../../test/routes.ts'

const { app, clients } = testApi()
beforeEach(() => void vi.clearAllMocks())

const url = '/api/v2/orders'
const tenant = { ...bearer('tenant'), 'idempotency-key': 'k1' }

const shown = {
  id: 'order-1',
  houseId: 'house-1',
  house: { title: 'Courtyard by the lake', coverUrl: null },
  tenantId: 'tenant',
  landlordId: 'landlord',
  checkIn: '2026-12-24',
  checkOut: '2026-12-26',
  nights: [
    { date: '2026-12-24', price: { amount: 38_800, currency: 'CNY' } },
    { date: '2026-12-25', price: { amount: 38_800, currency: 'CNY' } },
  ],
  guests: 2,
  total: { amount: 77_600, currency: 'CNY' },
  deposit: { amount: 50_000, currency: 'CNY' },
  policy: 'moderate',
  status: 'WAIT_ACCEPT',
  createdAt: '2026-11-20T04:00:00.000Z',
  expiresAt: null,
}

describe('booking', () => {
  test('tells the order service who wants what, and shows the order', async () => {
    const response = await app.inject({ method: 'POST', url, headers: tenant, payload: stay })
    expect(response.statusCode).toBe(201)
    expect(response.json()).toEqual(shown)
    expect(response.headers.location).toBe('/api/v2/orders/order-1')
    expect(clients.orders.createOrder.mock.calls[0]?.[0]).toEqual({
      actor: actor('tenant'),
      idempotencyKey: 'k1',
      houseId: 'house-1',
      guests: 2,
      stay: { checkIn: day(2026, 12, 24), checkOut: day(2026, 12, 26) },
    })
  })

  test.each([
    ['/checkIn', { checkIn: '2026-02-29' }],
    ['/checkIn', { checkIn: '24.12.2026' }],
    ['/checkOut', { checkOut: '2026-12-24' }],
    ['/checkOut', { checkOut: '2026-12-01' }],
    ['/guests', { guests: 0 }],
    ['/guests', { guests: '2' }],
    ['/guests', { guests: 3_000_000_000 }],
    ['/houseId', { houseId: '' }],
    ['/houseId', { houseId: "' or 1=1" }],
    ['/price', { price: { amount: 1, currency: 'CNY' } }],
    ['/tenantId', { tenantId: 'somebody' }],
  ])('refuses a wrong %s: %o', async (path, wrong) => {
    const response = await app.inject({ method: 'POST', url, headers: tenant, payload: { ...stay, ...wrong } })
    expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT', errors: [{ path }] })
    expect(clients.orders.createOrder).not.toHaveBeenCalled()
  })

  test('shows when a request ends by itself', async () => {
    clients.orders.createOrder.mockResolvedValueOnce({
      order: { ...order, expiresAtMs: order.createdAtMs + 86_400_000 },
    })
    const response = await app.inject({ method: 'POST', url, headers: tenant, payload: stay })
    expect(response.json().expiresAt).toBe('2026-11-21T04:00:00.000Z')
  })
})

describe('my orders', () => {
  test.each([
    ['', OrderRole.TENANT, OrderStatus.UNSPECIFIED, 20],
    ['?role=tenant&limit=1', OrderRole.TENANT, OrderStatus.UNSPECIFIED, 1],
    ['?role=landlord&status=WAIT_ACCEPT', OrderRole.LANDLORD, OrderStatus.WAIT_ACCEPT, 20],
    ['?status=CANCELED', OrderRole.TENANT, OrderStatus.CANCELED, 20],
  ])('are asked for by role and status: %s', async (query, role, status, limit) => {
    const response = await app.inject({ url: `${url}${query}`, headers: bearer('tenant') })
    expect(response.json()).toEqual({ items: [shown], nextCursor: null })
    const page = { cursor: '', limit }
    expect(clients.orders.listOrders.mock.calls[0]?.[0]).toEqual({ actor: actor('tenant'), role, status, page })
  })

  test.each(['role=system', 'role=TENANT', 'status=NONE', 'status=wait_accept', 'limit=1000', 'who=me'])(
    'refuse %s',
    async (query) => {
      const response = await app.inject({ url: `${url}?${query}`, headers: bearer('tenant') })
      expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT' })
    },
  )
})

describe('an order', () => {
  test('comes with its history', async () => {
    const response = await app.inject({ url: `${url}/order-1`, headers: bearer('landlord') })
    expect(response.json()).toEqual({
      ...shown,
      status: 'REJECTED',
      history: [
        { at: '2026-11-20T04:00:00.000Z', from: null, to: 'WAIT_ACCEPT', by: 'tenant' },
        { at: '2026-11-20T04:00:01.000Z', from: 'WAIT_ACCEPT', to: 'REJECTED', by: 'landlord', reason: 'full' },
      ],
    })
    expect(clients.orders.getOrder.mock.calls[0]?.[0]).toEqual({ actor: actor('landlord'), id: 'order-1' })
  })

  test('is not there for strangers', async () => {
    clients.orders.getOrder.mockRejectedValueOnce(refusal(404, 'NOT_FOUND', 'renting.order'))
    const response = await app.inject({ url: `${url}/order-1`, headers: bearer('newcomer') })
    expect(response.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })
})

describe('a landlord', () => {
  test.each([[{}], [undefined]])('accepts with the body %o', async (payload) => {
    const headers = { ...bearer('landlord'), ...(payload && { 'content-type': 'application/json' }) }
    const response = await app.inject({ method: 'POST', url: `${url}/order-1/accept`, headers, payload })
    expect(response.statusCode).toBe(200)
    expect(response.json()).toEqual({ ...shown, status: 'WAIT_PAYMENT' })
    const sent = clients.orders.acceptOrder.mock.calls[0]?.[0]
    expect(sent).toEqual({ actor: actor('landlord'), id: 'order-1', idempotencyKey: expect.any(String) })
  })

  test('accepts with a type named and nothing sent', async () => {
    const headers = { ...bearer('landlord'), 'content-type': 'application/json' }
    const response = await app.inject({ method: 'POST', url: `${url}/order-1/accept`, headers, payload: '' })
    expect(response.statusCode).toBe(200)
  })

  test('rejects with a reason', async () => {
    const headers = bearer('landlord')
    const payload = { reason: 'full' }
    const response = await app.inject({ method: 'POST', url: `${url}/order-1/reject`, headers, payload })
    expect(response.json()).toEqual({ ...shown, status: 'REJECTED' })
    expect(clients.orders.rejectOrder.mock.calls[0]?.[0]).toMatchObject({ id: 'order-1', reason: 'full' })
  })

  test.each([{}, { reason: '' }, { reason: 'x'.repeat(513) }, { reason: 1 }, undefined])(
    'rejects not with %o',
    async (payload) => {
      const headers = bearer('landlord')
      const response = await app.inject({ method: 'POST', url: `${url}/order-1/reject`, headers, payload })
      expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT' })
    },
  )
})

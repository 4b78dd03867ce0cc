import { beforeEach, describe, expect, test, vi } from 'vitest'
import { bearer, methodsOf, testApi } from '../test/fakes.ts'
import { examples, request, stay } from '../test/routes.ts'

const { app, clients } = testApi()
beforeEach(() => void vi.clearAllMocks())

const post = (url: string, headers: Record<string, string>, payload: object) =>
  app.inject({ method: 'POST', url, headers: { ...bearer('tenant'), ...headers }, payload })
const book = (headers: Record<string, string>) => post('/api/v2/orders', headers, stay)
const pay = (headers: Record<string, string>) => post('/api/v2/orders/order-1/payment', headers, { method: 'card' })

describe('an idempotency key', () => {
  test.each([
    ['book', book],
    ['pay', pay],
  ])('is required to %s', async (_, send) => {
    for (const headers of [{}, { 'idempotency-key': '' }] as Record<string, string>[]) {
      const response = await send(headers)
      expect(response.json()).toMatchObject({
        status: 400,
        code: 'IDEMPOTENCY_KEY_REQUIRED',
        errors: [{ path: '/Idempotency-Key' }],
      })
    }
    expect(clients.orders.createOrder).not.toHaveBeenCalled()
    expect(clients.orders.payOrder).not.toHaveBeenCalled()
  })

  test('goes to the service that owns the thing, together with whose it is', async () => {
    const key = 'k'.repeat(255)
    expect((await book({ 'idempotency-key': key })).statusCode).toBe(201)
    expect(clients.orders.createOrder).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ idempotencyKey: key, actor: expect.objectContaining({ userId: 'tenant' }) }),
      expect.anything(),
    )
  })

  test('has at most 255 characters', async () => {
    const response = await book({ 'idempotency-key': 'k'.repeat(256) })
    expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT', errors: [{ path: '/Idempotency-Key' }] })
    expect(clients.orders.createOrder).not.toHaveBeenCalled()
  })

  const accepting = examples.filter(({ key }) => key === 'accepted').map((each) => [each.route, each] as const)

  test.each(accepting)('is accepted by POST %s, and made where none was sent', async (_, example) => {
    const keys = () =>
      methodsOf(clients).flatMap((each) => each.mock.calls.flatMap(([sent]) => sent.idempotencyKey ?? []))
    expect((await app.inject(request(example, { 'idempotency-key': 'mine' }))).statusCode).toBe(example.status)
    expect(keys()).toEqual(['mine'])
    await app.inject(request(example))
    await app.inject(request(example))
    const [, first, second] = keys()
    expect(first).toMatch(/^[0-9a-f-]{36}$/)
    expect(second).not.toBe(first)
    const long = await app.inject(request(example, { 'idempotency-key': 'k'.repeat(256) }))
    expect(long.json()).toMatchObject({ status: 400, code: 'BAD_INPUT' })
    expect(keys()).toHaveLength(3)
  })
})

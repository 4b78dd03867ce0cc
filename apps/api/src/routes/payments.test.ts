import { PaymentMethod, PaymentStatus } from '@renting/contracts/order/v1'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { actor, bearer, day, refusal, testApi } from '../../test/fakes.ts'

const { app, clients } = testApi()
beforeEach(() => void vi.clearAllMocks())

const url = '/api/v2/orders/order-1'
const headers = { ...bearer('tenant'), 'idempotency-key': 'k1' }
const money = (amount: number) => ({ amount, currency: 'CNY' })

describe('paying', () => {
  const pay = (payload: object) => app.inject({ method: 'POST', url: `${url}/payment`, headers, payload })

  test.each([
    ['card', PaymentMethod.CARD],
    ['alipay', PaymentMethod.ALIPAY],
    ['wechat', PaymentMethod.WECHAT],
  ])('by %s', async (name, method) => {
    const response = await pay({ method: name })
    expect(response.statusCode).toBe(201)
    expect(response.json()).toEqual({ paymentId: 'payment-1', status: 'SUCCEEDED' })
    const [sent] = clients.orders.payOrder.mock.calls[0] ?? []
    expect(sent).toEqual({ actor: actor('tenant'), idempotencyKey: 'k1', id: 'order-1', method })
  })

  test('says where to confirm it', async () => {
    const redirectUrl = 'https://pay.example/1'
    clients.orders.payOrder.mockResolvedValueOnce({ paymentId: 'p', status: PaymentStatus.PENDING, redirectUrl })
    expect((await pay({ method: 'alipay' })).json()).toEqual({ paymentId: 'p', status: 'PENDING', redirectUrl })
  })

  test.each([{}, { method: 'cash' }, { method: 'CARD' }, { method: 'card', amount: 1 }])(
    'is not done by %j',
    async (body) => {
      expect((await pay(body)).json()).toMatchObject({ status: 400, code: 'BAD_INPUT' })
      expect(clients.orders.payOrder).not.toHaveBeenCalled()
    },
  )

  test('twice at a time is refused', async () => {
    clients.orders.payOrder.mockRejectedValueOnce(refusal(409, 'PAYMENT_PENDING', 'renting.order'))
    expect((await pay({ method: 'card' })).json()).toMatchObject({ status: 409, code: 'PAYMENT_PENDING' })
  })
})

test('what a cancel would give back is said before it is done', async () => {
  const response = await app.inject({ url: `${url}/refund`, headers })
  expect(response.json()).toEqual({ refund: money(38_800), fee: money(38_800) })
  expect(clients.orders.quoteRefund.mock.calls[0]?.[0]).toEqual({ actor: actor('tenant'), id: 'order-1' })
})

test('a cancel has a reason', async () => {
  const cancel = (payload: object) => app.inject({ method: 'POST', url: `${url}/cancel`, headers, payload })
  expect((await cancel({ reason: 'ill' })).json()).toMatchObject({ id: 'order-1', status: 'CANCELED' })
  const [sent] = clients.orders.cancelOrder.mock.calls[0] ?? []
  expect(sent).toEqual({ actor: actor('tenant'), idempotencyKey: 'k1', id: 'order-1', reason: 'ill' })
  for (const wrong of [{}, { reason: '' }, { reason: 'x'.repeat(513) }]) {
    expect((await cancel(wrong)).json()).toMatchObject({ status: 400, code: 'BAD_INPUT' })
  }
})

test('income is a bare list of months', async () => {
  const response = await app.inject({ url: '/api/v2/me/income?from=2026-01-01&to=2027-01-01', headers })
  expect(response.json()).toEqual([{ month: '2026-03', paid: money(77_600), refunded: money(0) }])
  const [sent] = clients.orders.getIncome.mock.calls[0] ?? []
  expect(sent).toEqual({ actor: actor('tenant'), from: day(2026, 1, 1), to: day(2027, 1, 1) })
})

import { beforeEach, expect, test, vi } from 'vitest'
import { actor, bearer, testApi } from '../../test/fakes.ts'

const { app, clients } = testApi()
beforeEach(() => void vi.clearAllMocks())

const at = '2026-11-20T04:00:00.000Z'
const write = (payload: object) =>
  app.inject({ method: 'POST', url: '/api/v2/orders/order-1/review', headers: bearer('tenant'), payload })

test('a tenant says how the stay was', async () => {
  const response = await write({ rating: 4, text: '安静' })
  expect(response.statusCode).toBe(201)
  expect(response.json()).toEqual({ id: 'review-1', rating: 4, text: '安静', at })
  const [sent] = clients.orders.reviewOrder.mock.calls[0] ?? []
  expect(sent).toEqual({
    actor: actor('tenant'),
    idempotencyKey: expect.any(String),
    id: 'order-1',
    rating: 4,
    text: '安静',
  })
})

test.each([
  ['/rating', { rating: 0 }],
  ['/rating', { rating: 6 }],
  ['/rating', { rating: 4.5 }],
  ['/rating', { rating: '5' }],
  ['/text', { text: '' }],
  ['/text', { text: 'x'.repeat(1001) }],
])('a review is refused for a wrong %s: %o', async (path, wrong) => {
  const response = await write({ rating: 5, text: 'Quiet', ...wrong })
  expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT', errors: [{ path }] })
})

test('the reviews of a house say who wrote them, and not by which id', async () => {
  const response = await app.inject('/api/v2/houses/house-1/reviews?limit=1')
  expect(response.json()).toEqual({
    items: [{ id: 'review-1', rating: 5, text: 'Quiet', author: { name: 'Zhang', avatarUrl: null }, at }],
    nextCursor: 'next',
  })
  const [sent] = clients.houses.listReviews.mock.calls[0] ?? []
  expect(sent).toEqual({ houseId: 'house-1', page: { cursor: '', limit: 1 } })
})

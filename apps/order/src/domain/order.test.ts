import { addDays, makeMoney, makeStay, nightsOf, parseDate, sumMoney } from '@renting/platform/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { act, type Offer, parseReason, requestOrder, roleOf, type StayRequest } from './order.ts'

const checkIn = parseDate('2026-12-01')!

function booking(prices: readonly number[], instantBook = false): { request: StayRequest; offer: Offer } {
  const stay = makeStay(checkIn, addDays(checkIn, prices.length))
  const nights = nightsOf(stay).map((date, index) => ({ date, price: makeMoney(prices[index]!, 'CNY') }))
  const total = sumMoney(
    nights.map((night) => night.price),
    'CNY',
  )
  return {
    request: { id: 'o1', tenantId: 'tenant', houseId: 'h1', stay, guests: 2 },
    offer: {
      nights,
      total,
      deposit: makeMoney(500, 'CNY'),
      policy: 'MODERATE',
      instantBook,
      landlordId: 'landlord',
      timeZone: 'Asia/Shanghai',
      houseVersion: 3,
    },
  }
}
const prices = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 60 })

describe('a requested order', () => {
  test('costs the sum of its nights, whatever happens to it later', () => {
    fc.assert(
      fc.property(prices, (amounts) => {
        const { request, offer } = booking(amounts)
        const { order } = requestOrder(request, offer, 1000)
        expect(order.total.amount).toBe(amounts.reduce((sum, amount) => sum + amount, 0))
        const accepted = act(order, 'accept', 'landlord', 2000).order
        expect(accepted.total).toEqual(order.total)
        expect(accepted.nights).toEqual(order.nights)
        expect(accepted.deposit).toEqual(order.deposit)
      }),
    )
  })

  test('waits for the landlord, or for payment where nobody is asked', () => {
    const asked = booking([100])
    expect(requestOrder(asked.request, asked.offer, 1000)).toMatchObject({
      order: { status: 'WAIT_ACCEPT', version: 1, createdAt: 1000, houseVersion: 3 },
      step: { at: 1000, to: 'WAIT_ACCEPT', by: 'tenant' },
    })
    const instant = booking([100], true)
    expect(requestOrder(instant.request, instant.offer, 1000).order.status).toBe('WAIT_PAYMENT')
  })

  test('is refused for a house of one’s own', () => {
    const { request, offer } = booking([100])
    const own = { ...offer, landlordId: 'tenant' }
    expect(() => requestOrder(request, own, 0)).toThrow(expect.objectContaining({ reason: 'OWN_HOUSE', kind: 'rule' }))
  })

  test('is for at least one guest', () => {
    const { request, offer } = booking([100])
    for (const guests of [0, -1, 1.5]) {
      expect(() => requestOrder({ ...request, guests }, offer, 0)).toThrow(
        expect.objectContaining({ reason: 'INVALID_GUESTS', kind: 'invalid' }),
      )
    }
  })

  test('takes no offer that is for other nights, does not add up, or is of no time zone', () => {
    const { request, offer } = booking([100, 200])
    expect(() => requestOrder(request, { ...offer, nights: offer.nights.slice(1) }, 0)).toThrow(RangeError)
    expect(() => requestOrder(request, { ...offer, nights: offer.nights.toReversed() }, 0)).toThrow(RangeError)
    expect(() => requestOrder(request, { ...offer, total: makeMoney(299, 'CNY') }, 0)).toThrow(RangeError)
    expect(() => requestOrder(request, { ...offer, timeZone: 'Asia/Nowhere' }, 0)).toThrow(RangeError)
  })
})

test('each thing that happens to an order is a step of its history and a new version', () => {
  const { request, offer } = booking([100])
  const { order } = requestOrder(request, offer, 1000)
  expect(act(order, 'reject', 'landlord', 2000, 'painters')).toEqual({
    order: { ...order, status: 'REJECTED', version: 2, dueAt: undefined },
    step: { at: 2000, from: 'WAIT_ACCEPT', to: 'REJECTED', by: 'landlord', reason: 'painters' },
  })
})

test('an order is there for its tenant and its landlord alone', () => {
  const { request, offer } = booking([100])
  const { order } = requestOrder(request, offer, 1000)
  expect(roleOf(order, 'tenant').role).toBe('tenant')
  expect(roleOf(order, 'landlord').role).toBe('landlord')
  const hidden = expect.objectContaining({ reason: 'NOT_FOUND', kind: 'not-found' })
  expect(() => roleOf(order, 'stranger')).toThrow(hidden)
  expect(() => roleOf(undefined, 'tenant')).toThrow(hidden)
})

test('a reason is text to read', () => {
  expect(parseReason('  painters are in ')).toBe('painters are in')
  for (const text of ['', '   ', 'x'.repeat(513)]) {
    expect(() => parseReason(text)).toThrow(expect.objectContaining({ reason: 'INVALID_REASON' }))
  }
})

import { addDays, makeMoney, makeStay, nightsOf, parseDate } from '@renting/platform/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sample } from '../../test/sample.ts'
import type { HouseDetails } from './details.ts'
import { offer } from './offer.ts'

const today = parseDate('2026-11-20')!
/** Noon of `today` in Shanghai. */
const now = Date.parse('2026-11-20T04:00:00Z')

function stayOf(nights: number, from = 1) {
  return makeStay(addDays(today, from), addDays(today, from + nights))
}

function reasonFor(details: Partial<HouseDetails>, stay = stayOf(2), guests = 1, tenant?: string): string {
  try {
    offer(sample.house(details), stay, guests, tenant, now)
    return 'offered'
  } catch (error) {
    return (error as { reason: string }).reason
  }
}

describe('an offer', () => {
  test('prices every night and sums them exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), fc.integer({ min: 1, max: 365 }), (price, nights) => {
        const stay = stayOf(nights)
        const result = offer(sample.house({ price: makeMoney(price, 'CNY') }), stay, 1, undefined, now)
        expect(result.nights.map((night) => night.date)).toEqual(nightsOf(stay))
        expect(result.total).toEqual({ amount: price * nights, currency: 'CNY' })
      }),
    )
  })

  test('keeps the deposit beside the total', () => {
    const { total, deposit, policy } = offer(sample.house(), stayOf(2), 2, undefined, now)
    expect(total.amount).toBe(77_600)
    expect(deposit.amount).toBe(50_000)
    expect(policy).toBe('MODERATE')
  })

  test('is made exactly for stays within the house’s limits', () => {
    const limits = fc.record({ min: fc.integer({ min: 1, max: 20 }), more: fc.option(fc.integer({ min: 0, max: 20 })) })
    fc.assert(
      fc.property(limits, fc.integer({ min: 1, max: 50 }), ({ min, more }, nights) => {
        const maxNights = more === null ? 0 : min + more
        const expected = nights < min ? 'TOO_SHORT' : maxNights > 0 && nights > maxNights ? 'TOO_LONG' : 'offered'
        expect(reasonFor({ minNights: min, maxNights }, stayOf(nights))).toBe(expected)
      }),
    )
  })

  test('is made for as many guests as there is room', () => {
    expect(reasonFor({ capacity: 4 }, stayOf(2), 4)).toBe('offered')
    expect(reasonFor({ capacity: 4 }, stayOf(2), 5)).toBe('TOO_MANY_GUESTS')
    for (const guests of [0, -1, 1.5]) expect(reasonFor({}, stayOf(2), guests)).toBe('INVALID_GUESTS')
  })

  test('begins today at the earliest, as the day is at the house', () => {
    expect(reasonFor({}, stayOf(2, 0))).toBe('offered')
    expect(reasonFor({}, stayOf(2, -1))).toBe('IN_THE_PAST')
    // In Honolulu it is still the day before.
    expect(reasonFor({ timeZone: 'Pacific/Honolulu' }, stayOf(2, -1))).toBe('offered')
    expect(reasonFor({ timeZone: 'Pacific/Honolulu' }, stayOf(2, -2))).toBe('IN_THE_PAST')
  })

  test('is not made to the landlord, nor for a house that is withdrawn', () => {
    expect(reasonFor({}, stayOf(2), 1, 'landlord')).toBe('OWN_HOUSE')
    expect(reasonFor({}, stayOf(2), 1, 'somebody')).toBe('offered')
    const withdrawn = { ...sample.house(), status: 'WITHDRAWN' as const }
    expect(() => offer(withdrawn, stayOf(2), 1, undefined, now)).toThrow(
      expect.objectContaining({ kind: 'rule', reason: 'NOT_OFFERED' }),
    )
  })

  test('is never endless', () => {
    expect(reasonFor({ maxNights: 0 }, stayOf(1001))).toBe('TOO_LONG')
  })
})

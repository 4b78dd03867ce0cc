import { addDays, makeMoney, makeStay, nightsOf, parseDate } from '@renting/platform/values'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
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

describe('where the house is and where the server stands', () => {
  const serverZone = process.env.TZ
  afterEach(() => {
    if (serverZone === undefined) delete process.env.TZ
    else process.env.TZ = serverZone
  })

  /** The first moment of a day at the house, and the last before it, around changes of its clock too. */
  const days = [
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00Z'],
    ['America/New_York', '2026-11-02', '2026-11-02T05:00:00Z'],
    ['Asia/Shanghai', '2026-11-20', '2026-11-19T16:00:00Z'],
    ['Pacific/Kiritimati', '2026-11-20', '2026-11-19T10:00:00Z'],
    ['Pacific/Pago_Pago', '2026-11-20', '2026-11-20T11:00:00Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z'],
    // Its midnight is skipped when the clock goes forward.
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00Z'],
  ] as const
  const zones = ['UTC', 'America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'] as const

  test('a stay may begin on a day until that day is over at the house', () => {
    const arbitrary = fc.tuple(fc.constantFrom(...days), fc.constantFrom(...zones), fc.integer({ min: 1, max: 60 }))
    fc.assert(
      fc.property(arbitrary, ([[timeZone, day, begins], server, nights]) => {
        process.env.TZ = server
        const checkIn = parseDate(day)!
        const at = (moment: number, from: number) =>
          offer(
            sample.house({ timeZone }),
            makeStay(addDays(checkIn, from), addDays(checkIn, from + nights)),
            1,
            undefined,
            moment,
          )
        const first = Date.parse(begins)
        expect(at(first, 0).nights).toHaveLength(nights)
        expect(at(first, 0).total.amount).toBe(38_800 * nights)
        expect(() => at(first, -1)).toThrow(expect.objectContaining({ reason: 'IN_THE_PAST' }))
        // A millisecond earlier it is still the day before, or the one before that where a day was left out.
        expect(at(first - 1, -1).nights[0]?.date).toBe(addDays(checkIn, -1))
      }),
      { numRuns: 200 },
    )
  })
})

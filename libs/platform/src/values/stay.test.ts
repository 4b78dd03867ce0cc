import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, parseDate } from './dates.ts'
import { countNights, makeStay, nightsOf, overlaps, stayFromParts, stayParts } from './stay.ts'

const first = parseDate('2026-10-01')!
const stays = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 15 }))
  .map(([from, nights]) => makeStay(addDays(first, from), addDays(first, from + nights)))

describe('a stay', () => {
  test('has at least one night', () => {
    expect(() => makeStay(first, first)).toThrow(expect.objectContaining({ reason: 'INVALID_STAY' }))
    expect(() => makeStay(addDays(first, 1), first)).toThrow(expect.objectContaining({ reason: 'INVALID_STAY' }))
  })

  test('names each of its nights once, from the first day to the day before the last', () => {
    fc.assert(
      fc.property(stays, (stay) => {
        const nights = nightsOf(stay)
        expect(nights).toHaveLength(countNights(stay))
        expect(nights[0]).toBe(stay.checkIn)
        expect(addDays(nights.at(-1)!, 1)).toBe(stay.checkOut)
        expect(new Set(nights).size).toBe(nights.length)
      }),
    )
  })

  test('overlaps another exactly when they share a night', () => {
    fc.assert(
      fc.property(stays, stays, (a, b) => {
        const shared = nightsOf(a).some((night) => nightsOf(b).includes(night))
        expect(overlaps(a, b)).toBe(shared)
        expect(overlaps(b, a)).toBe(shared)
      }),
    )
  })

  test('may begin on the day another ends', () => {
    const a = makeStay(first, addDays(first, 2))
    const b = makeStay(addDays(first, 2), addDays(first, 4))
    expect(overlaps(a, b)).toBe(false)
  })

  test('has the same number of nights when the clocks change within it', () => {
    expect(countNights(makeStay(parseDate('2026-03-28')!, parseDate('2026-03-30')!))).toBe(2)
  })

  test('comes back the same from the contract, which must name two days', () => {
    fc.assert(
      fc.property(stays, (stay) => {
        expect(stayFromParts(stayParts(stay))).toEqual(stay)
      }),
    )
    const refused = expect.objectContaining({ reason: 'INVALID_STAY', kind: 'invalid' })
    expect(() => stayFromParts(undefined)).toThrow(refused)
    expect(() => stayFromParts({ checkIn: { year: 2026, month: 2, day: 30 } })).toThrow(refused)
    expect(() => stayFromParts({ checkIn: { year: 2026, month: 2, day: 3 } })).toThrow(refused)
  })
})

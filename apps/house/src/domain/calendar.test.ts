import { addDays, makeMoney, makeStay, overlaps, parseDate, type Stay } from '@renting/platform/values'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { calendarOf, checkRange } from './calendar.ts'

const price = makeMoney(38_800, 'CNY')
const first = parseDate('2027-01-01')!
const stayOf = (from: number, nights: number) => makeStay(addDays(first, from), addDays(first, from + nights))

const serverZone = process.env.TZ
afterEach(() => {
  if (serverZone === undefined) delete process.env.TZ
  else process.env.TZ = serverZone
})

test('the last day of a stay is free for who comes then', () => {
  const days = calendarOf(
    stayOf(0, 6),
    price,
    [{ id: 'b1', stay: stayOf(3, 2) }],
    [{ orderId: 'o1', stay: stayOf(1, 2) }],
  )
  expect(days.map(({ status }) => status)).toEqual(['FREE', 'TAKEN', 'TAKEN', 'BLOCKED', 'BLOCKED', 'FREE'])
  expect(days.map(({ orderId }) => orderId)).toEqual([undefined, 'o1', 'o1', undefined, undefined, undefined])
  expect(days[0]).toEqual({ date: '2027-01-01', status: 'FREE', price })
})

test('a booking is the last word on a night', () => {
  const [day] = calendarOf(
    stayOf(0, 1),
    price,
    [{ id: 'b', stay: stayOf(0, 1) }],
    [{ orderId: 'o', stay: stayOf(0, 1) }],
  )
  expect(day).toMatchObject({ status: 'TAKEN', orderId: 'o' })
})

test('a calendar shows a leap year and not a day more', () => {
  expect(checkRange(stayOf(0, 366))).toEqual(stayOf(0, 366))
  expect(() => checkRange(stayOf(0, 367))).toThrow(
    expect.objectContaining({ kind: 'invalid', reason: 'TOO_MANY_DAYS' }),
  )
})

test('every day is there once and as free as its nights are, over clock changes, wherever the server stands', () => {
  const zones = ['America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/London']
  const stays = fc
    .tuple(fc.integer({ min: 0, max: 720 }), fc.integer({ min: 1, max: 30 }))
    .map(([from, nights]) => stayOf(from, nights))
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 365 }),
      fc.integer({ min: 1, max: 366 }),
      fc.array(stays, { maxLength: 8 }),
      fc.array(stays, { maxLength: 8 }),
      (zone, from, length, blocked, booked) => {
        process.env.TZ = zone
        const range = stayOf(from, length)
        const blocks = blocked.map((stay, index) => ({ id: `b${index}`, stay }))
        const taken = booked.map((stay, index) => ({ orderId: `o${index}`, stay }))
        const days = calendarOf(range, price, blocks, taken)
        expect(days.map(({ date }) => date)).toEqual(Array.from({ length }, (_, i) => addDays(range.checkIn, i)))
        for (const { date, status } of days) {
          const within = (stay: Stay) => overlaps(stay, makeStay(date, addDays(date, 1)))
          const expected = booked.some(within) ? 'TAKEN' : blocked.some(within) ? 'BLOCKED' : 'FREE'
          expect(status).toBe(expected)
        }
      },
    ),
    { numRuns: 60 },
  )
})

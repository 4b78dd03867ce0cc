import { addDays, daysBetween, makeMoney, startOfDay, todayIn } from '@renting/platform/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stayOf, today } from '../../test/booking.ts'
import { type CancellationPolicy, policies, settlementOf } from './policy.ts'
import { statuses } from './states.ts'

const zones = ['Asia/Shanghai', 'America/Los_Angeles', 'Europe/Berlin', 'Africa/Cairo', 'Pacific/Apia'] as const
const names = Object.keys(policies) as CancellationPolicy[]

/** A paid order whose stay begins so many days after the first of all tests. */
function paid(policy: CancellationPolicy, amount: number, timeZone = 'Asia/Shanghai', from = 30) {
  return { status: 'PAID', total: makeMoney(amount, 'CNY'), policy, stay: stayOf(from, 2), timeZone } as const
}

describe('a tenant who cancels', () => {
  test.each([
    ['FLEXIBLE', 1, 100],
    ['FLEXIBLE', 0, 50],
    ['MODERATE', 5, 100],
    ['MODERATE', 4, 50],
    ['MODERATE', 1, 50],
    ['MODERATE', 0, 0],
    ['STRICT', 7, 50],
    ['STRICT', 6, 0],
    ['STRICT', 0, 0],
  ] as const)(
    '%s, %i days before: is given back %i percent, from the first moment of that day to its last',
    (policy, days, percent) => {
      for (const zone of zones) {
        const order = paid(policy, 20_000, zone)
        const last = startOfDay(addDays(order.stay.checkIn, 1 - days), zone) - 1
        const first = startOfDay(addDays(order.stay.checkIn, -days), zone)
        for (const now of [first, last]) {
          expect(settlementOf(order, 'tenant', now)).toEqual({
            refund: makeMoney(200 * percent, 'CNY'),
            fee: makeMoney(20_000 - 200 * percent, 'CNY'),
          })
        }
      }
    },
  )

  test.each([
    // The clocks of Berlin go forward on the 28th of March 2027: that day has 23 hours.
    { day: 'shorter', zone: 'Europe/Berlin', from: 132, before: '2027-03-27T22:59:59Z', after: '2027-03-27T23:00:00Z' },
    // They go back on the 31st of October: that day has 25 hours.
    { day: 'longer', zone: 'Europe/Berlin', from: 349, before: '2027-10-30T21:59:59Z', after: '2027-10-30T22:00:00Z' },
  ])('counts days of the calendar, over a $day one too', ({ zone, from, before, after }) => {
    // Four days before this stay begins, and the clocks change on that day.
    const order = paid('MODERATE', 100, zone, from)
    expect(settlementOf(order, 'tenant', Date.parse(before)).refund.amount).toBe(100)
    expect(settlementOf(order, 'tenant', Date.parse(after)).refund.amount).toBe(50)
  })

  test('loses the part of a cent that there is not', () => {
    const before = startOfDay(addDays(today, 28), 'Asia/Shanghai')
    const { refund, fee } = settlementOf(paid('MODERATE', 101), 'tenant', before)
    expect([refund.amount, fee.amount]).toEqual([50, 51])
  })
})

const order = fc.record({
  policy: fc.constantFrom(...names),
  amount: fc.maxSafeNat(),
  zone: fc.constantFrom(...zones),
  status: fc.constantFrom(...statuses),
})
const moment = fc.integer({ min: Date.parse('2026-11-20'), max: Date.parse('2027-02-01') })
const role = fc.constantFrom('tenant' as const, 'landlord' as const)

describe('what is given back', () => {
  test('and what is kept are what was paid, to the minor unit, whatever the amount', () => {
    fc.assert(
      fc.property(order, moment, role, ({ policy, amount, zone, status }, now, by) => {
        const { refund, fee } = settlementOf({ ...paid(policy, amount, zone), status }, by, now)
        expect(BigInt(refund.amount) + BigInt(fee.amount)).toBe(status === 'PAID' ? BigInt(amount) : 0n)
        expect(refund.amount).toBeGreaterThanOrEqual(0)
        expect(fee.amount).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('is the policy’s part of it, rounded down', () => {
    fc.assert(
      fc.property(order, moment, ({ policy, amount, zone }, now) => {
        const one = paid(policy, amount, zone)
        const days = daysBetween(todayIn(zone, now), one.stay.checkIn)
        const percent = policies[policy].find((tier) => days >= tier.days)?.percent ?? 0
        const { refund } = settlementOf(one, 'tenant', now)
        expect(BigInt(refund.amount)).toBe((BigInt(amount) * BigInt(percent)) / 100n)
      }),
    )
  })

  test('never grows while one waits, nor with a smaller total; a landlord gives back all', () => {
    fc.assert(
      fc.property(order, moment, moment, fc.maxSafeNat(), ({ policy, amount, zone }, a, b, other) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)]
        const back = (total: number, now: number) =>
          settlementOf(paid(policy, total, zone), 'tenant', now).refund.amount
        expect(back(amount, late)).toBeLessThanOrEqual(back(amount, early))
        expect(back(Math.min(amount, other), early)).toBeLessThanOrEqual(back(Math.max(amount, other), early))
        expect(settlementOf(paid(policy, amount, zone), 'landlord', late).refund.amount).toBe(amount)
      }),
    )
  })
})

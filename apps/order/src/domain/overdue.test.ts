import { addDays, startOfDay } from '@renting/platform/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { now, offerOf, requestOf, stayOf, today } from '../../test/booking.ts'
import { dueAt, expiresAt } from './due.ts'
import { act, type Order, requestOrder } from './order.ts'
import { asOf, overdue } from './overdue.ts'
import { statuses, timed } from './states.ts'

const zones = ['Asia/Shanghai', 'America/Los_Angeles', 'Europe/Berlin', 'Africa/Cairo', 'Pacific/Apia'] as const

function requested(from: number, nights: number, timeZone = 'Asia/Shanghai', instantBook = false): Order {
  const stay = stayOf(from, nights)
  return requestOrder(requestOf('o1', stay), { ...offerOf(stay), timeZone, instantBook }, now).order
}
function paid(from: number, nights: number, timeZone?: string): Order {
  return act(requested(from, nights, timeZone, true), 'capture', 'system', now).order
}

describe('a state ends by itself', () => {
  test.each(zones)('in %s when its time is over, or the day of the stay begins', (zone) => {
    const order = { stay: stayOf(10, 3), timeZone: zone }
    const due = (status: Order['status']) => dueAt({ ...order, status }, now)
    expect(due('WAIT_ACCEPT')).toBe(now + 24 * 3_600_000)
    expect(due('WAIT_PAYMENT')).toBe(now + 30 * 60_000)
    expect(due('PAID')).toBe(startOfDay(addDays(today, 10), zone))
    expect(due('CHECKED_IN')).toBe(startOfDay(addDays(today, 13), zone))
    expect(due('WAIT_COMMENT')).toBe(now + 14 * 86_400_000)
  })

  test('unless it is an end, and never before it began', () => {
    for (const status of statuses) {
      const due = dueAt({ status, stay: stayOf(-30, 2), timeZone: 'Asia/Shanghai' }, now)
      expect(due === undefined).toBe(timed[status] === undefined)
      if (due !== undefined) expect(due).toBeGreaterThanOrEqual(now)
    }
  })

  test('and says until when where somebody is waited for', () => {
    expect(expiresAt(requested(3, 2))).toBe(now + 24 * 3_600_000)
    expect(expiresAt(requested(3, 2, undefined, true))).toBe(now + 30 * 60_000)
    expect(expiresAt(paid(3, 2))).toBeUndefined()
  })
})

test('what is overdue has happened in order, each step when it was due, and then nothing is', () => {
  const stay = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 60 }), fc.constantFrom(...zones))
  const later = fc.integer({ min: 0, max: 600 * 86_400_000 })
  fc.assert(
    fc.property(stay, fc.boolean(), later, ([from, nights, zone], isPaid, wait) => {
      const order = isPaid ? paid(from, nights, zone) : requested(from, nights, zone)
      const changes = overdue(order, now + wait)
      let before = order
      for (const { order: after, step } of changes) {
        expect(step).toMatchObject({ at: before.dueAt, from: before.status, to: after.status, by: 'system' })
        expect(step.at).toBeLessThanOrEqual(now + wait)
        expect(after.version).toBe(before.version + 1)
        before = after
      }
      expect(asOf(order, now + wait)).toEqual(before)
      expect(overdue(before, now + wait)).toEqual([])
    }),
  )
})

test('it does not matter when or how often one looks', () => {
  const looks = fc.array(fc.integer({ min: 0, max: 100 * 86_400_000 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(looks, (waits) => {
      const order = paid(20, 5)
      const moments = waits.map((wait) => now + wait).toSorted((a, b) => a - b)
      const often = moments.reduce((current, moment) => asOf(current, moment), order)
      expect(often).toEqual(asOf(order, moments.at(-1)!))
    }),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkLimits, type Limited, limits, longest } from './limits.ts'

const minute = 60_000
const now = 10 * 24 * 60 * minute

function allowed(what: Limited, happened: readonly number[], at = now): boolean {
  try {
    checkLimits(what, happened, at)
    return true
  } catch (error) {
    expect(error).toMatchObject({ kind: 'too-many', reason: 'TOO_MANY_REQUESTS' })
    return false
  }
}

test('one text message a minute, ten a day', () => {
  expect(allowed('sms', [])).toBe(true)
  expect(allowed('sms', [now - minute + 1])).toBe(false)
  expect(allowed('sms', [now - minute])).toBe(true)
  const today = Array.from({ length: 10 }, (_, i) => now - (i + 1) * 60 * minute)
  expect(allowed('sms', today.slice(1))).toBe(true)
  expect(allowed('sms', today)).toBe(false)
})

test('whoever is refused hears how long to wait', () => {
  const wait = (at: number) => {
    try {
      checkLimits('sms', [now], at)
    } catch (error) {
      return /try again in (\d+) s$/.exec((error as Error).message)?.[1]
    }
  }
  expect(wait(now)).toBe('60')
  expect(wait(now + minute - 1_001)).toBe('2')
  expect(wait(now + minute - 1)).toBe('1')
  expect(wait(now + minute)).toBeUndefined()
})

test('ten failed sign-ins in a quarter of an hour', () => {
  const failures = Array.from({ length: 10 }, (_, i) => now - i * minute)
  expect(allowed('sign-in', failures.slice(1))).toBe(true)
  expect(allowed('sign-in', failures)).toBe(false)
  expect(allowed('sign-in', failures, now + 6 * minute)).toBe(true)
})

test('whoever is allowed each time stays within every limit', () => {
  const names = Object.keys(limits) as Limited[]
  const gaps = fc.array(fc.integer({ min: 0, max: 30 * minute }), { maxLength: 80 })
  fc.assert(
    fc.property(fc.constantFrom(...names), gaps, (what, waits) => {
      const happened: number[] = []
      let at = now
      for (const wait of waits) {
        at += wait
        const recent = happened.filter((moment) => moment > at - longest(what))
        if (allowed(what, recent, at)) happened.push(at)
      }
      for (const { most, within } of limits[what]) {
        for (const end of happened) {
          expect(happened.filter((moment) => moment > end - within && moment <= end).length).toBeLessThanOrEqual(most)
        }
      }
    }),
  )
})

import { expect, test } from 'vitest'
import { backOff } from './back-off.ts'

test('waits twice as long each time, up to the limit', () => {
  const longest = (attempt: number) => backOff(attempt, { first: 100, limit: 1000, random: () => 1 - Number.EPSILON })
  expect([0, 1, 2, 3, 4, 5000].map(longest)).toEqual([100, 200, 400, 800, 1000, 1000])
})

test('waits at least half of that', () => {
  expect(backOff(2, { first: 100, limit: 1000, random: () => 0 })).toBe(200)
})

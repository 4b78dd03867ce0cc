import { parseDate } from '@renting/platform/values'
import { expect, test } from 'vitest'
import { Bookings } from './booking.ts'
import { searches, toPath, toQuery, toRequest } from './cases.ts'

const today = parseDate('2026-11-20')!

test.each(searches)('$name is the same search in all words', ({ query }) => {
  const asked = toQuery(query(3, today))
  const request = toRequest(asked)
  const parameters = new URL(toPath(asked), 'http://x').searchParams
  expect(parameters.get('area') ?? undefined).toBe(request.areaId)
  expect(Number(parameters.get('minPrice') ?? 0)).toBe(request.minPrice ?? 0)
  expect(parameters.has('checkIn')).toBe(request.stay !== undefined)
})

test('no two bookings are of one night', () => {
  const bookings = new Bookings(3, today)
  const taken = Array.from({ length: 12 }, () => bookings.next()).map(({ houseId, checkIn }) => `${houseId} ${checkIn}`)
  expect(new Set(taken).size).toBe(12)
  expect(taken.slice(0, 4)).toEqual([
    'bulk-house-0000001 2026-11-20',
    'bulk-house-0000002 2026-11-20',
    'bulk-house-0000003 2026-11-20',
    'bulk-house-0000001 2026-11-22',
  ])
})

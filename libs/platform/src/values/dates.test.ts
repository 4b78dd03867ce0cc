import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  dateFromParts,
  dateParts,
  daysBetween,
  fromSqlDate,
  isTimeZone,
  parseDate,
  todayIn,
  toSqlDate,
} from './dates.ts'

const dates = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
  .map((date) => parseDate(date.toISOString().slice(0, 10))!)

describe('a calendar date', () => {
  test('is read from text that is a day, and from nothing else', () => {
    expect(parseDate('2028-02-29')).toBe('2028-02-29')
    for (const text of [
      '2027-02-29',
      '2026-02-30',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      '2026-01-01T00:00:00Z',
      '',
    ]) {
      expect(parseDate(text)).toBeUndefined()
    }
    expect(dateFromParts({ year: 2026, month: 4, day: 31 })).toBeUndefined()
    expect(dateFromParts({ year: 0, month: 1, day: 1 })).toBeUndefined()
    expect(dateFromParts({ year: 2026, month: 1.5, day: 1 })).toBeUndefined()
  })

  test('comes back the same from its parts and from the database', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(dateFromParts(dateParts(date))).toBe(date)
        expect(fromSqlDate(toSqlDate(date))).toBe(date)
      }),
    )
  })

  test('is as many days away as were added', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -5000, max: 5000 }), (date, days) => {
        const other = addDays(date, days)
        expect(daysBetween(date, other)).toBe(days)
        expect(other > date).toBe(days > 0)
      }),
    )
  })

  test('does not leave the calendar', () => {
    expect(() => addDays(parseDate('9999-12-31')!, 1)).toThrow(RangeError)
  })
})

describe('today', () => {
  test('is another day in another time zone', () => {
    const now = Date.parse('2026-03-01T16:30:00Z')
    expect(todayIn('Asia/Shanghai', now)).toBe('2026-03-02')
    expect(todayIn('UTC', now)).toBe('2026-03-01')
    expect(todayIn('America/Los_Angeles', Date.parse('2026-03-01T03:00:00Z'))).toBe('2026-02-28')
  })

  test('changes at midnight on the days the clocks change', () => {
    expect(todayIn('Europe/Berlin', Date.parse('2026-03-28T22:59:59Z'))).toBe('2026-03-28')
    expect(todayIn('Europe/Berlin', Date.parse('2026-03-28T23:00:00Z'))).toBe('2026-03-29')
    expect(todayIn('Europe/Berlin', Date.parse('2026-03-29T21:59:59Z'))).toBe('2026-03-29')
    expect(todayIn('Europe/Berlin', Date.parse('2026-03-29T22:00:00Z'))).toBe('2026-03-30')
  })
})

test('a time zone is a name of the IANA database', () => {
  expect(['Asia/Shanghai', 'UTC', 'Europe/Berlin'].every(isTimeZone)).toBe(true)
  expect(['', 'Asia/Nowhere', '+08:00', '8'].some(isTimeZone)).toBe(false)
})

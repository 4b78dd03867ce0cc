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
  startOfDay,
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

describe('the first moment of a day', () => {
  const moment = (date: string, timeZone: string) => new Date(startOfDay(parseDate(date)!, timeZone)).toISOString()

  test.each([
    ['2026-11-24', 'UTC', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24', 'Asia/Shanghai', '2026-11-23T16:00:00.000Z'],
    ['2026-11-24', 'America/Los_Angeles', '2026-11-24T08:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ])('is midnight: %s in %s', (date, timeZone, expected) => {
    expect(moment(date, timeZone)).toBe(expected)
  })

  test.each([
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00.000Z'],
  ])('is when the clocks go forward, where there is no midnight: %s in %s', (date, timeZone, expected) => {
    expect(moment(date, timeZone)).toBe(expected)
  })

  test('is the first of two midnights, where the clocks go back over it', () => {
    expect(moment('2010-11-07', 'America/St_Johns')).toBe('2010-11-07T02:30:00.000Z')
  })

  test('of a day that a zone left out is the first of the next', () => {
    expect(moment('2011-12-30', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z')
    expect(moment('2011-12-31', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z')
  })

  test('is when the day before ends, in every zone', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Africa/Cairo',
      'America/Los_Angeles',
      'America/Sao_Paulo',
      'Asia/Beirut',
      'Asia/Kathmandu',
      'Asia/Shanghai',
      'Australia/Lord_Howe',
      'Europe/Berlin',
      'Pacific/Apia',
      'Pacific/Chatham',
    )
    const days = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays(parseDate('1990-01-01')!, days))
    fc.assert(
      fc.property(days, zones, (date, zone) => {
        const start = startOfDay(date, zone)
        expect(todayIn(zone, start) >= date).toBe(true)
        expect(todayIn(zone, start - 1) < date).toBe(true)
        expect(startOfDay(addDays(date, 1), zone)).toBeGreaterThanOrEqual(start)
      }),
    )
  })
})

test('a time zone is a name of the IANA database', () => {
  expect(['Asia/Shanghai', 'UTC', 'Europe/Berlin'].every(isTimeZone)).toBe(true)
  expect(['', 'Asia/Nowhere', '+08:00', '8', 'Z', '2026-01-01T00:00[UTC]', 'x'.repeat(1000)].some(isTimeZone)).toBe(
    false,
  )
})

declare const calendarDate: unique symbol

/** A day as `YYYY-MM-DD`. Sorts as text; belongs to the time zone its field names. */
export type CalendarDate = string & { readonly [calendarDate]: true }

/** A day in numbers, as the contracts carry it. */
export interface DateParts {
  readonly year: number
  /** 1-12 */
  readonly month: number
  /** 1-31 */
  readonly day: number
}

const DAY = 86_400_000

/** @returns undefined for text that is no day, such as `2026-02-30` */
export function parseDate(text: string): CalendarDate | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return undefined
  return dateFromParts({ year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) })
}

/** @returns undefined for numbers that are no day of the years 1 to 9999 */
export function dateFromParts({ year, month, day }: DateParts): CalendarDate | undefined {
  if (!(Number.isInteger(year) && Number.isInteger(month) && Number.isInteger(day))) return undefined
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return undefined
  const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
  // The thirty-first of a shorter month rolls over into the next and then no longer reads the same.
  return toText(Date.parse(text)) === text ? (text as CalendarDate) : undefined
}

export function dateParts(date: CalendarDate): DateParts {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) }
}

/** @throws RangeError past the year 9999 or before the year 1 */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  const result = parseDate(toText(Date.parse(date) + days * DAY))
  if (result === undefined) throw new RangeError(`${date} and ${days} days is no date`)
  return result
}

/** Days from `from` to `to`; negative when `to` is earlier. Counted on the calendar: no day is 23 hours long. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return (Date.parse(to) - Date.parse(from)) / DAY
}

/** Which day it is in a time zone. @param now milliseconds since 1970, UTC @throws RangeError for an unknown zone */
export function todayIn(timeZone: string, now: number): CalendarDate {
  const date = parseDate(
    Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate().toString(),
  )
  if (date === undefined) throw new RangeError(`${now} is no moment of the calendar`)
  return date
}

/**
 * The first moment of a day in a time zone, in milliseconds since 1970, UTC. That is midnight, but where the clocks go
 * forward over it: then the moment they do. Of a midnight that comes twice it is the first; of a day that a zone left out,
 * the first moment of the next.
 *
 * @throws RangeError for an unknown zone
 */
export function startOfDay(date: CalendarDate, timeZone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds
}

/** Whether `name` is an IANA time zone, `Asia/Shanghai`. Offsets such as `+08:00` are not: they know no daylight saving. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}

/** For columns of type `date`, which the database client reads and writes as midnight UTC. */
export function toSqlDate(date: CalendarDate): Date {
  return new Date(date)
}

/** @throws RangeError for a moment that is no such column's value */
export function fromSqlDate(value: Date): CalendarDate {
  const date = parseDate(value.toISOString().slice(0, 10))
  if (date === undefined) throw new RangeError(`not a date: ${value.toISOString()}`)
  return date
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

function toText(time: number): string {
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10)
}

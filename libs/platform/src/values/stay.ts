import { addDays, type CalendarDate, type DateParts, dateFromParts, dateParts, daysBetween } from './dates.ts'
import { Refusal } from './refusal.ts'

/** Nights, half-open: `[checkIn, checkOut)`. The day somebody leaves, somebody else may come. */
export interface Stay {
  readonly checkIn: CalendarDate
  /** Later than `checkIn`. */
  readonly checkOut: CalendarDate
}

/** A stay as the contracts carry it. */
export interface StayParts {
  readonly checkIn?: DateParts | null | undefined
  readonly checkOut?: DateParts | null | undefined
}

/** @throws Refusal INVALID_STAY */
export function makeStay(checkIn: CalendarDate, checkOut: CalendarDate): Stay {
  if (checkOut <= checkIn) throw new Refusal('invalid', 'INVALID_STAY', 'checkOut must be later than checkIn')
  return { checkIn, checkOut }
}

/** @throws Refusal INVALID_STAY */
export function stayFromParts(parts: StayParts | null | undefined): Stay {
  const checkIn = parts?.checkIn && dateFromParts(parts.checkIn)
  if (!checkIn) throw new Refusal('invalid', 'INVALID_STAY', 'checkIn is not a date')
  const checkOut = parts?.checkOut && dateFromParts(parts.checkOut)
  if (!checkOut) throw new Refusal('invalid', 'INVALID_STAY', 'checkOut is not a date')
  return makeStay(checkIn, checkOut)
}

export function stayParts(stay: Stay): { checkIn: DateParts; checkOut: DateParts } {
  return { checkIn: dateParts(stay.checkIn), checkOut: dateParts(stay.checkOut) }
}

export function countNights(stay: Stay): number {
  return daysBetween(stay.checkIn, stay.checkOut)
}

/** The day each night begins on, in order. */
export function nightsOf(stay: Stay): CalendarDate[] {
  return Array.from({ length: countNights(stay) }, (_, index) => addDays(stay.checkIn, index))
}

/** Whether two stays share a night. */
export function overlaps(a: Stay, b: Stay): boolean {
  return a.checkIn < b.checkOut && b.checkIn < a.checkOut
}

import { type CalendarDate, countNights, type Money, nightsOf, Refusal, type Stay } from '@renting/platform/values'

export interface Day {
  readonly date: CalendarDate
  /** Blocked by the landlord, or taken by a booking. */
  readonly status: 'FREE' | 'TAKEN' | 'BLOCKED'
  readonly price: Money
  /** Of a day that is taken. */
  readonly orderId?: string | undefined
}

/** A booking's nights, by its id. */
export interface TakenStay {
  readonly orderId: string
  readonly stay: Stay
}

/** Nights that a landlord keeps for themselves. */
export interface Block {
  readonly id: string
  readonly stay: Stay
}

/** Days that one calendar shows. */
const MOST_DAYS = 366

/** @throws Refusal TOO_MANY_DAYS */
export function checkRange(range: Stay): Stay {
  if (countNights(range) <= MOST_DAYS) return range
  throw new Refusal('invalid', 'TOO_MANY_DAYS', `a calendar shows at most ${MOST_DAYS} days`)
}

/** The days of `range`, in order. A booking is the last word on a night, whatever else is said of it. */
export function calendarOf(
  range: Stay,
  price: Money,
  blocks: readonly Block[],
  taken: readonly TakenStay[],
): readonly Day[] {
  const covers = (stay: Stay, date: CalendarDate) => stay.checkIn <= date && date < stay.checkOut
  return nightsOf(range).map((date) => {
    const booking = taken.find(({ stay }) => covers(stay, date))
    if (booking !== undefined) return { date, status: 'TAKEN', price, orderId: booking.orderId }
    const blocked = blocks.some(({ stay }) => covers(stay, date))
    return { date, status: blocked ? 'BLOCKED' : 'FREE', price }
  })
}

import {
  type CalendarDate,
  countNights,
  type Money,
  nightsOf,
  Refusal,
  type Stay,
  sumMoney,
  todayIn,
} from '@renting/platform/values'
import type { CancellationPolicy } from './details.ts'
import type { House } from './house.ts'

export interface Night {
  readonly date: CalendarDate
  readonly price: Money
}

/** What a stay costs, and on which terms. */
export interface Offer {
  readonly nights: readonly Night[]
  /** The sum of the nights; the deposit stands beside it. */
  readonly total: Money
  readonly deposit: Money
  readonly policy: CancellationPolicy
}

/** Nights of one stay where the house itself knows no limit: what is listed night by night has an end. */
const MOST_NIGHTS = 1000

/**
 * What is offered to somebody who wants to stay, whoever else has booked.
 *
 * @param tenantId not known for a visitor
 * @param now milliseconds since 1970, UTC
 * @throws Refusal INVALID_GUESTS, NOT_OFFERED, OWN_HOUSE, IN_THE_PAST, TOO_SHORT, TOO_LONG, TOO_MANY_GUESTS
 */
export function offer(house: House, stay: Stay, guests: number, tenantId: string | undefined, now: number): Offer {
  const { details } = house
  const nights = countNights(stay)
  const most = details.maxNights === 0 ? MOST_NIGHTS : details.maxNights
  if (!(Number.isInteger(guests) && guests >= 1)) {
    throw new Refusal('invalid', 'INVALID_GUESTS', 'guests must be a whole number from 1')
  }
  if (house.status !== 'LISTED') throw refuse('NOT_OFFERED', 'the house is no longer on offer')
  if (tenantId === house.landlord.id) throw refuse('OWN_HOUSE', 'nobody books a house of their own')
  if (stay.checkIn < todayIn(details.timeZone, now)) throw refuse('IN_THE_PAST', 'the stay begins before today')
  if (nights < details.minNights) throw refuse('TOO_SHORT', `at least ${details.minNights} nights`)
  if (nights > most) throw refuse('TOO_LONG', `at most ${most} nights`)
  if (guests > details.capacity) throw refuse('TOO_MANY_GUESTS', `at most ${details.capacity} guests`)

  const priced = nightsOf(stay).map((date) => ({ date, price: details.price }))
  const total = sumMoney(
    priced.map((night) => night.price),
    details.price.currency,
  )
  return { nights: priced, total, deposit: details.deposit, policy: details.policy }
}

function refuse(reason: string, detail: string): Refusal {
  return new Refusal('rule', reason, detail)
}

import { characters, isTimeZone, type Money, Refusal } from '@renting/platform/values'

export const policies = ['FLEXIBLE', 'MODERATE', 'STRICT'] as const
export type CancellationPolicy = (typeof policies)[number]

/** What a landlord writes about a house. */
export interface HouseDetails {
  /** 1-64 characters. */
  readonly title: string
  readonly areaId: string
  /** 1-512 characters. */
  readonly address: string
  /** Per night. */
  readonly price: Money
  readonly deposit: Money
  readonly roomCount: number
  /** Square metres. */
  readonly acreage: number
  /** At most 32 characters. */
  readonly layout: string
  /** Guests. */
  readonly capacity: number
  /** At most 64 characters. */
  readonly beds: string
  readonly minNights: number
  /** 0: no limit. */
  readonly maxNights: number
  readonly facilityIds: readonly string[]
  /** Decides which day it is at the house. */
  readonly timeZone: string
  /** A booking needs no consent of the landlord. */
  readonly instantBook: boolean
  readonly policy: CancellationPolicy
}

/** A million yuan: far above any price, far below where sums lose exactness. */
const MOST = 100_000_000

/**
 * Details as they are kept: texts without surrounding space, facilities each once.
 * @throws Refusal INVALID_HOUSE, naming the first field that is wrong
 */
export function checkDetails(details: HouseDetails): HouseDetails {
  const { price, deposit, minNights, maxNights, timeZone } = details
  const checked = {
    ...details,
    title: text('title', details.title, 1, 64),
    address: text('address', details.address, 1, 512),
    layout: text('layout', details.layout, 0, 32),
    beds: text('beds', details.beds, 0, 64),
    facilityIds: [...new Set(details.facilityIds)],
  }
  amount('price', price, 1)
  amount('deposit', deposit, 0)
  whole('roomCount', details.roomCount, 1, 1000)
  whole('capacity', details.capacity, 1, 1000)
  whole('minNights', minNights, 1, 1000)
  whole('maxNights', maxNights, 0, 1000)
  if (maxNights !== 0 && maxNights < minNights) throw invalid('maxNights', 'must be 0 or at least minNights')
  if (!(details.acreage > 0 && details.acreage <= 1_000_000)) throw invalid('acreage', 'must be above 0')
  if (!isTimeZone(timeZone)) throw invalid('timeZone', 'is not a time zone such as Asia/Shanghai')
  return checked
}

function text(field: string, value: string, min: number, max: number): string {
  const trimmed = value.trim()
  const length = characters(trimmed)
  if (length >= min && length <= max) return trimmed
  throw invalid(field, `must have ${min} to ${max} characters`)
}

function whole(field: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return
  throw invalid(field, `must be a whole number from ${min} to ${max}`)
}

function amount(field: string, value: Money, min: number): void {
  if (value.currency !== 'CNY') throw invalid(field, 'must be in CNY')
  whole(field, value.amount, min, MOST)
}

function invalid(field: string, rule: string): Refusal {
  return new Refusal('invalid', 'INVALID_HOUSE', `${field} ${rule}`)
}

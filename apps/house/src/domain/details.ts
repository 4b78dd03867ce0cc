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

/** What a landlord writes anew of them. What is not there stays. */
export type HousePatch = { readonly [K in keyof HouseDetails]?: HouseDetails[K] | undefined }

/**
 * Details as they are kept: texts without surrounding space, facilities each once.
 * @throws Refusal INVALID_HOUSE, naming the first field that is wrong
 */
export function checkDetails(details: HouseDetails): HouseDetails {
  const checked = { ...details, ...checkPatch(details) }
  const { minNights, maxNights } = checked
  if (maxNights !== 0 && maxNights < minNights) throw invalid('maxNights', 'must be 0 or at least minNights')
  return checked
}

/**
 * The fields that are there, each by itself, as they are kept.
 * @throws Refusal INVALID_HOUSE, naming the first field that is wrong
 */
export function checkPatch(patch: HousePatch): Partial<HouseDetails> {
  const { title, address, price, deposit, roomCount, acreage, layout, capacity, beds } = patch
  const { areaId, minNights, maxNights, facilityIds, timeZone, instantBook, policy } = patch
  if (acreage !== undefined && !(acreage > 0 && acreage <= 1_000_000)) throw invalid('acreage', 'must be above 0')
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw invalid('timeZone', 'is not a time zone such as Asia/Shanghai')
  }
  return {
    ...(title !== undefined && { title: text('title', title, 1, 64) }),
    ...(areaId !== undefined && { areaId }),
    ...(address !== undefined && { address: text('address', address, 1, 512) }),
    ...(price !== undefined && { price: amount('price', price, 1) }),
    ...(deposit !== undefined && { deposit: amount('deposit', deposit, 0) }),
    ...(roomCount !== undefined && { roomCount: whole('roomCount', roomCount, 1, 1000) }),
    ...(acreage !== undefined && { acreage }),
    ...(layout !== undefined && { layout: text('layout', layout, 0, 32) }),
    ...(capacity !== undefined && { capacity: whole('capacity', capacity, 1, 1000) }),
    ...(beds !== undefined && { beds: text('beds', beds, 0, 64) }),
    ...(minNights !== undefined && { minNights: whole('minNights', minNights, 1, 1000) }),
    ...(maxNights !== undefined && { maxNights: whole('maxNights', maxNights, 0, 1000) }),
    ...(facilityIds !== undefined && { facilityIds: [...new Set(facilityIds)] }),
    ...(timeZone !== undefined && { timeZone }),
    ...(instantBook !== undefined && { instantBook }),
    ...(policy !== undefined && { policy }),
  }
}

function text(field: string, value: string, min: number, max: number): string {
  const trimmed = value.trim()
  const length = characters(trimmed)
  if (length >= min && length <= max) return trimmed
  throw invalid(field, `must have ${min} to ${max} characters`)
}

function whole(field: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw invalid(field, `must be a whole number from ${min} to ${max}`)
}

function amount(field: string, value: Money, min: number): Money {
  if (value.currency !== 'CNY') throw invalid(field, 'must be in CNY')
  whole(field, value.amount, min, MOST)
  return value
}

function invalid(field: string, rule: string): Refusal {
  return new Refusal('invalid', 'INVALID_HOUSE', `${field} ${rule}`)
}

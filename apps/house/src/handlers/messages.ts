import { CancellationPolicy } from '@renting/contracts/common/v1'
import {
  type CalendarDay,
  DayStatus,
  type HouseDetails as DetailsMessage,
  type HouseCard as HouseCardMessage,
  type House as HouseMessage,
  HouseSort,
  HouseStatus,
  type Image as ImageMessage,
  type HousePatch as PatchMessage,
  type QuoteResponse,
} from '@renting/contracts/house/v1'
import { dateParts, Refusal } from '@renting/platform/values'
import type { Day } from '../domain/calendar.ts'
import { type HouseDetails, type HousePatch, policies } from '../domain/details.ts'
import type { House, Image } from '../domain/house.ts'
import type { Offer } from '../domain/offer.ts'
import type { HouseCard, HouseSort as Sort } from '../domain/search.ts'

/** Where people see the picture of a key. */
type UrlOf = (key: string) => string

export function toMessage(house: House, urlOf: UrlOf): HouseMessage {
  const { id, landlord, details, area, facilities, images, rating, orderCount, status, createdAt, version } = house
  return {
    id,
    landlord,
    details: { ...details, facilityIds: [...details.facilityIds], policy: CancellationPolicy[details.policy] },
    area,
    facilities: [...facilities],
    images: images.map((image) => toImage(image, urlOf)),
    rating,
    orderCount,
    status: HouseStatus[status],
    createdAtMs: createdAt,
    version,
  }
}

export function toImage({ id, key, thumbnailKey }: Image, urlOf: UrlOf): ImageMessage {
  return { id, url: urlOf(key), thumbnailUrl: urlOf(thumbnailKey) }
}

export function toCard({ coverKey, createdAt, merit: _, ...card }: HouseCard, urlOf: UrlOf): HouseCardMessage {
  return { ...card, coverUrl: coverKey && urlOf(coverKey), createdAtMs: createdAt }
}

export function toDay({ date, status, price, orderId }: Day): CalendarDay {
  return { date: dateParts(date), status: DayStatus[status], price, orderId }
}

export function toQuote({ nights, total, deposit, policy }: Offer): QuoteResponse {
  return {
    nights: nights.map(({ date, price }) => ({ date: dateParts(date), price })),
    total,
    deposit,
    policy: CancellationPolicy[policy],
  }
}

/** The form that the contract can't demand; the domain checks the rest. @throws Refusal INVALID_HOUSE */
export function toDetails(message: DetailsMessage | undefined): HouseDetails {
  const { price, deposit } = message ?? {}
  if (message === undefined || price === undefined || deposit === undefined) {
    throw new Refusal('invalid', 'INVALID_HOUSE', 'details, price and deposit are required')
  }
  return { ...message, price, deposit, policy: toPolicy(message.policy) }
}

/** @throws Refusal INVALID_HOUSE */
export function toPatch(message: PatchMessage | undefined): HousePatch {
  if (message === undefined) throw new Refusal('invalid', 'INVALID_HOUSE', 'a patch is required')
  const { facilityIds, policy, ...patch } = message
  return {
    ...patch,
    facilityIds: facilityIds?.ids,
    policy: policy === CancellationPolicy.UNSPECIFIED ? undefined : toPolicy(policy),
  }
}

function toPolicy(number: CancellationPolicy): HouseDetails['policy'] {
  const policy = policies.find((each) => CancellationPolicy[each] === number)
  if (policy !== undefined) return policy
  throw new Refusal('invalid', 'INVALID_HOUSE', `policy must be one of ${policies.join(', ')}`)
}

/** @throws Refusal INVALID_SORT for a number that is no order */
export function toSort(sort: HouseSort): Sort {
  switch (sort) {
    case HouseSort.UNSPECIFIED:
    case HouseSort.NEWEST:
      return 'newest'
    case HouseSort.POPULAR:
      return 'popular'
    case HouseSort.PRICE_ASCENDING:
      return 'price-ascending'
    case HouseSort.PRICE_DESCENDING:
      return 'price-descending'
    default:
      throw new Refusal('invalid', 'INVALID_SORT', 'there is no such order')
  }
}

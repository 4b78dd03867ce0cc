import { CancellationPolicy } from '@renting/contracts/common/v1'
import {
  type HouseDetails as DetailsMessage,
  type HouseCard,
  type House as HouseMessage,
  HouseSort,
  HouseStatus,
  type QuoteResponse,
} from '@renting/contracts/house/v1'
import { dateParts, Refusal } from '@renting/platform/values'
import { type HouseDetails, policies } from '../domain/details.ts'
import type { House } from '../domain/house.ts'
import type { Offer } from '../domain/offer.ts'
import type { HouseSort as Sort } from '../domain/search.ts'

export function toMessage(house: House): HouseMessage {
  const { id, landlord, details, area, facilities, orderCount, status, createdAt, version } = house
  return {
    id,
    landlord,
    details: { ...details, facilityIds: [...details.facilityIds], policy: CancellationPolicy[details.policy] },
    area,
    facilities: [...facilities],
    images: [],
    orderCount,
    status: HouseStatus[status],
    createdAtMs: createdAt,
    version,
  }
}

export function toCard({ id, landlord, details, area, orderCount, createdAt }: House): HouseCard {
  const { title, price, roomCount, capacity } = details
  return { id, title, area, price, roomCount, capacity, orderCount, landlord, createdAtMs: createdAt }
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
  const policy = policies.find((each) => CancellationPolicy[each] === message?.policy)
  if (message === undefined || price === undefined || deposit === undefined) {
    throw new Refusal('invalid', 'INVALID_HOUSE', 'details, price and deposit are required')
  }
  if (policy === undefined)
    throw new Refusal('invalid', 'INVALID_HOUSE', `policy must be one of ${policies.join(', ')}`)
  return { ...message, price, deposit, policy }
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

import { CancellationPolicy } from '@renting/contracts/common/v1'
import {
  type Area,
  type Facility,
  type House,
  type HouseCard,
  type HouseDetails,
  type HousePatch,
  HouseSort,
  HouseStatus,
  type Image,
  type QuoteResponse,
  type Rating,
  type SearchHousesRequest,
} from '@renting/contracts/house/v1'
import { badInput } from '../problem.ts'
import {
  type CardView,
  type HousePatchBody,
  type HouseView,
  houseDefaults,
  type NewHouseBody,
  type QuoteView,
  type Search,
  type sorts,
} from '../schemas/house.ts'
import { dateView, momentView, moneyView, personView, policyView, present, toPage, toPolicy, toStay } from './common.ts'

/** An area or a facility. */
export function namedView({ id, name }: Area | Facility) {
  const { zh, en } = present(name, 'a name')
  return { id, name: { zh, en } }
}

export function houseView(message: House | undefined): HouseView {
  const house = present(message, 'a house')
  const { details: sent, ...found } = house
  const details = present(sent, 'details')
  return {
    id: found.id,
    title: details.title,
    areaId: details.areaId,
    address: details.address,
    price: moneyView(details.price),
    deposit: moneyView(details.deposit),
    roomCount: details.roomCount,
    acreage: details.acreage,
    layout: details.layout,
    capacity: details.capacity,
    beds: details.beds,
    minNights: details.minNights,
    maxNights: details.maxNights,
    facilityIds: details.facilityIds,
    timeZone: details.timeZone,
    instantBook: details.instantBook,
    policy: policyView(details.policy),
    landlord: personView(found.landlord),
    area: namedView(present(found.area, 'an area')),
    facilities: found.facilities.map(namedView),
    images: found.images.map(imageView),
    rating: ratingView(found.rating),
    orderCount: found.orderCount,
    status: found.status === HouseStatus.WITHDRAWN ? 'WITHDRAWN' : 'LISTED',
    createdAt: momentView(found.createdAtMs),
  }
}

export function imageView({ id, url, thumbnailUrl }: Image) {
  return { id, url, thumbnailUrl }
}

export function cardView(card: HouseCard): CardView {
  const { name, avatarUrl } = personView(card.landlord)
  return {
    id: card.id,
    title: card.title,
    area: namedView(present(card.area, 'an area')),
    price: moneyView(card.price),
    coverUrl: card.coverUrl ?? null,
    roomCount: card.roomCount,
    capacity: card.capacity,
    rating: ratingView(card.rating),
    orderCount: card.orderCount,
    landlord: { name, avatarUrl },
    createdAt: momentView(card.createdAtMs),
  }
}

export function quoteView({ nights, total, deposit, policy }: QuoteResponse): QuoteView {
  return {
    nights: nights.map(({ date, price }) => ({ date: dateView(date), price: moneyView(price) })),
    total: moneyView(total),
    deposit: moneyView(deposit),
    policy: policyView(policy),
  }
}

export function toHouseDetails(body: NewHouseBody): HouseDetails {
  const { policy = houseDefaults.policy, instantBook, timeZone, ...rest } = body
  return {
    ...rest,
    timeZone: timeZone ?? houseDefaults.timeZone,
    instantBook: instantBook ?? houseDefaults.instantBook,
    policy: toPolicy(policy),
  }
}

export function toHousePatch({ facilityIds, policy, ...rest }: HousePatchBody): HousePatch {
  return {
    ...rest,
    facilityIds: facilityIds && { ids: facilityIds },
    policy: policy === undefined ? CancellationPolicy.UNSPECIFIED : toPolicy(policy),
  }
}

const sortOf: Readonly<Record<(typeof sorts)[number], HouseSort>> = {
  newest: HouseSort.NEWEST,
  popular: HouseSort.POPULAR,
  price: HouseSort.PRICE_ASCENDING,
  '-price': HouseSort.PRICE_DESCENDING,
}

/** @throws Problem BAD_INPUT for one date without the other */
export function toSearch(query: Search): SearchHousesRequest {
  const { area, checkIn, checkOut, guests, minPrice, maxPrice, facilities, q, sort = 'newest' } = query
  if (checkIn === undefined && checkOut !== undefined) throw badInput([{ path: '/checkIn', message: 'is missing' }])
  if (checkOut === undefined && checkIn !== undefined) throw badInput([{ path: '/checkOut', message: 'is missing' }])
  return {
    areaId: area,
    stay: checkIn !== undefined && checkOut !== undefined ? toStay({ checkIn, checkOut }) : undefined,
    guests,
    minPrice,
    maxPrice,
    facilityIds: facilities === undefined ? [] : [...new Set(facilities.split(','))],
    text: q,
    sort: sortOf[sort],
    page: toPage(query),
  }
}

function ratingView(rating: Rating | undefined) {
  return rating === undefined ? null : { average: rating.average, count: rating.count }
}

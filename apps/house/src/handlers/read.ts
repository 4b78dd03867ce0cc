import type {
  GetHouseRequest,
  GetHouseResponse,
  ListAreasResponse,
  ListFacilitiesResponse,
  ListMyHousesRequest,
  ListMyHousesResponse,
  ListReviewsRequest,
  ListReviewsResponse,
} from '@renting/contracts/house/v1'
import { pageLimit, pageOf, signedIn } from '@renting/platform/values'
import { existing } from '../domain/house.ts'
import { afterOf } from './cursor.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage } from './messages.ts'

export async function listAreas({ store }: Dependencies): Promise<ListAreasResponse> {
  const { areas } = await store.catalog()
  return { items: [...areas] }
}

export async function listFacilities({ store }: Dependencies): Promise<ListFacilitiesResponse> {
  const { facilities } = await store.catalog()
  return { items: [...facilities] }
}

export async function getHouse({ store, urlOf }: Dependencies, request: GetHouseRequest): Promise<GetHouseResponse> {
  return { house: toMessage(existing(await store.find(request.id)), urlOf) }
}

export async function listMyHouses(
  { store, urlOf }: Dependencies,
  { actor, page }: ListMyHousesRequest,
): Promise<ListMyHousesResponse> {
  const { userId } = signedIn(actor)
  const limit = pageLimit(page)
  const houses = await store.ownedBy(userId, afterOf(page, 'own'), limit + 1)
  const { items, nextCursor } = pageOf(houses, limit, (last) => ['own', last.createdAt, last.id])
  return { items: items.map((house) => toMessage(house, urlOf)), nextCursor }
}

export async function listReviews(
  { store }: Dependencies,
  { houseId, page }: ListReviewsRequest,
): Promise<ListReviewsResponse> {
  const limit = pageLimit(page)
  const after = afterOf(page, 'reviews')
  const house = existing(await store.find(houseId))
  const reviews = await store.reviews(house.id, after, limit + 1)
  const { items, nextCursor } = pageOf(reviews, limit, (last) => ['reviews', last.at, last.id])
  return { items: items.map(({ at, ...review }) => ({ ...review, atMs: at })), nextCursor }
}

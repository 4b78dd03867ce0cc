import type {
  ListFeaturedHousesRequest,
  ListFeaturedHousesResponse,
  SearchHousesRequest,
  SearchHousesResponse,
} from '@renting/contracts/house/v1'
import { pageLimit, pageOf, stayFromParts } from '@renting/platform/values'
import { sortValue } from '../domain/search.ts'
import { afterOf } from './cursor.ts'
import type { Dependencies } from './dependencies.ts'
import { toCard, toSort } from './messages.ts'

export async function searchHouses(
  { store, urlOf }: Dependencies,
  request: SearchHousesRequest,
): Promise<SearchHousesResponse> {
  const { areaId, guests, minPrice, maxPrice, facilityIds, text, page } = request
  const sort = toSort(request.sort)
  const limit = pageLimit(page)
  const houses = await store.search({
    areaId,
    stay: request.stay && stayFromParts(request.stay),
    guests,
    minPrice,
    maxPrice,
    facilityIds,
    text: text?.trim() || undefined,
    sort,
    after: afterOf(page, sort),
    limit: limit + 1,
  })
  const { items, nextCursor } = pageOf(houses, limit, (last) => [sort, sortValue(sort, last), last.id])
  return { items: items.map((card) => toCard(card, urlOf)), nextCursor }
}

export async function listFeaturedHouses(
  { store, urlOf }: Dependencies,
  { page }: ListFeaturedHousesRequest,
): Promise<ListFeaturedHousesResponse> {
  const limit = pageLimit(page)
  const houses = await store.featured(afterOf(page, 'featured'), limit + 1)
  const { items, nextCursor } = pageOf(houses, limit, (last) => ['featured', last.merit, last.id])
  return { items: items.map((card) => toCard(card, urlOf)), nextCursor }
}

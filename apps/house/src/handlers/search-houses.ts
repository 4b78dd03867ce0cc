import type {
  ListFeaturedHousesRequest,
  ListFeaturedHousesResponse,
  SearchHousesRequest,
  SearchHousesResponse,
} from '@renting/contracts/house/v1'
import { decodeCursor, pageLimit, pageOf, Refusal, stayFromParts } from '@renting/platform/values'
import { type After, sortValue } from '../domain/search.ts'
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

/** A cursor holds for one order of a list. @throws Refusal INVALID_CURSOR */
function afterOf(page: SearchHousesRequest['page'], order: string): After | undefined {
  const key = decodeCursor(page, ['', 0, ''] as [string, number, string])
  if (key === undefined) return undefined
  const [ordered, value, id] = key
  if (ordered !== order) throw new Refusal('invalid', 'INVALID_CURSOR', 'cursor is of a list in another order')
  return [value, id]
}

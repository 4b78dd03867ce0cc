import type {
  GetHouseRequest,
  GetHouseResponse,
  ListAreasResponse,
  ListFacilitiesResponse,
  SearchHousesRequest,
  SearchHousesResponse,
} from '@renting/contracts/house/v1'
import { decodeCursor, pageLimit, pageOf, Refusal, stayFromParts } from '@renting/platform/values'
import { existing } from '../domain/house.ts'
import { sortValue } from '../domain/search.ts'
import type { Dependencies } from './dependencies.ts'
import { toCard, toMessage, toSort } from './messages.ts'

export async function listAreas({ store }: Dependencies): Promise<ListAreasResponse> {
  const { areas } = await store.catalog()
  return { items: [...areas] }
}

export async function listFacilities({ store }: Dependencies): Promise<ListFacilitiesResponse> {
  const { facilities } = await store.catalog()
  return { items: [...facilities] }
}

export async function getHouse({ store }: Dependencies, request: GetHouseRequest): Promise<GetHouseResponse> {
  return { house: toMessage(existing(await store.find(request.id))) }
}

export async function searchHouses(
  { store }: Dependencies,
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
    after: afterOf(request),
    limit: limit + 1,
  })
  const { items, nextCursor } = pageOf(houses, limit, (last) => [sort, sortValue(sort, last), last.id])
  return { items: items.map(toCard), nextCursor }
}

/** A cursor holds for one order of the list. @throws Refusal INVALID_CURSOR */
function afterOf({ page, sort }: SearchHousesRequest): readonly [number, string] | undefined {
  const key = decodeCursor(page, ['', 0, ''] as [string, number, string])
  if (key === undefined) return undefined
  const [sorted, value, id] = key
  if (sorted !== toSort(sort)) throw new Refusal('invalid', 'INVALID_CURSOR', 'cursor is of a list in another order')
  return [value, id]
}

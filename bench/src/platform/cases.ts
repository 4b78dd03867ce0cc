import { HouseSort, type SearchHousesRequest } from '@renting/contracts/house/v1'
import type { HouseQuery, HouseSort as Sort } from '@renting/house/search'
import { addDays, type CalendarDate, stayParts } from '@renting/platform/values'

/** A search as people type it, in the words of the domain: each call another of its kind. */
export interface SearchCase {
  readonly name: string
  readonly query: (index: number, today: CalendarDate) => Partial<HouseQuery> & { readonly sort: Sort }
}

const area = (index: number) => String(1 + (index % 15))

function stay(index: number, today: CalendarDate): HouseQuery['stay'] {
  const checkIn = addDays(today, 2 + (index % 50))
  return { checkIn, checkOut: addDays(checkIn, 1 + (index % 4)) }
}

function price(index: number): Pick<HouseQuery, 'minPrice' | 'maxPrice'> {
  const minPrice = 20_000 + (index % 40) * 1_000
  return { minPrice, maxPrice: minPrice + 15_000 }
}

export const searches: readonly SearchCase[] = [
  { name: 'area, newest', query: (index) => ({ areaId: area(index), sort: 'newest' }) },
  { name: 'dates, newest', query: (index, today) => ({ stay: stay(index, today), sort: 'newest' }) },
  { name: 'price, cheapest', query: (index) => ({ ...price(index), sort: 'price-ascending' }) },
  { name: 'popular', query: (index) => ({ guests: 1 + (index % 6), sort: 'popular' }) },
  {
    name: 'area, dates, price, dearest',
    query: (index, today) => ({
      areaId: area(index),
      stay: stay(index, today),
      ...price(index),
      sort: 'price-descending',
    }),
  },
]

/** Houses of a page, and the one more that tells whether there is a next. */
export const pageSize = 20

export function toQuery(query: ReturnType<SearchCase['query']>): HouseQuery {
  return { facilityIds: [], limit: pageSize + 1, ...query }
}

const sorts: Readonly<Record<Sort, readonly [message: HouseSort, parameter: string]>> = {
  newest: [HouseSort.NEWEST, 'newest'],
  popular: [HouseSort.POPULAR, 'popular'],
  'price-ascending': [HouseSort.PRICE_ASCENDING, 'price'],
  'price-descending': [HouseSort.PRICE_DESCENDING, '-price'],
}

export function toRequest({ stay, sort, ...query }: HouseQuery): SearchHousesRequest {
  const { areaId, guests, minPrice, maxPrice } = query
  const dates = stay && stayParts(stay)
  return { areaId, guests, minPrice, maxPrice, stay: dates, facilityIds: [], sort: sorts[sort][0] }
}

export function toPath({ areaId, stay, guests, minPrice, maxPrice, sort }: HouseQuery): string {
  const parameters = { area: areaId, ...stay, guests, minPrice, maxPrice, sort: sorts[sort][1] }
  const given = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, `${value}`]]))
  return `/api/v2/houses?${new URLSearchParams(given)}`
}

import type { Stay } from '@renting/platform/values'

export const sorts = ['newest', 'popular', 'price-ascending', 'price-descending'] as const
export type HouseSort = (typeof sorts)[number]

/** Which houses are looked for. What is not set does not matter. */
export interface HouseQuery {
  readonly areaId?: string | undefined
  /** Free on all of its nights, as far as is known. */
  readonly stay?: Stay | undefined
  /** Room for as many. */
  readonly guests?: number | undefined
  /** Per night in minor units; both bounds are included. */
  readonly minPrice?: number | undefined
  readonly maxPrice?: number | undefined
  /** All of them. */
  readonly facilityIds: readonly string[]
  /** Part of the title or the address, in any case. */
  readonly text?: string | undefined
  readonly sort: HouseSort
  /** Only what comes after this in the list: by what it is sorted by, and the id where that is equal. */
  readonly after?: readonly [value: number, id: string] | undefined
  readonly limit: number
}

/** What a list is sorted by, as a number that a cursor can carry. */
export function sortValue(sort: HouseSort, house: SortedHouse): number {
  if (sort === 'newest') return house.createdAt
  if (sort === 'popular') return house.orderCount
  return house.details.price.amount
}

interface SortedHouse {
  readonly createdAt: number
  readonly orderCount: number
  readonly details: { readonly price: { readonly amount: number } }
}

import type { Money, Stay } from '@renting/platform/values'
import type { Area } from './catalog.ts'
import type { Person, Rating } from './house.ts'

/** A house in a list. */
export interface HouseCard {
  readonly id: string
  readonly title: string
  readonly area: Area
  /** Per night. */
  readonly price: Money
  /** The thumbnail of its first picture. */
  readonly coverKey?: string | undefined
  readonly roomCount: number
  readonly capacity: number
  readonly rating?: Rating | undefined
  readonly orderCount: number
  readonly landlord: Person
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
  /** What a first page goes by: stays, and stars above or below three. */
  readonly merit: number
}

/** Where a list goes on: after this value of what it is sorted by, and this id where that is equal. */
export type After = readonly [value: number, id: string]

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
  /** Only what comes after this in the list. */
  readonly after?: After | undefined
  readonly limit: number
}

/** What a list is sorted by, as a number that a cursor can carry. */
export function sortValue(sort: HouseSort, card: HouseCard): number {
  if (sort === 'newest') return card.createdAt
  if (sort === 'popular') return card.orderCount
  return card.price.amount
}

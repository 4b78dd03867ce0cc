import { Refusal } from '@renting/platform/values'
import type { Area, Catalog, Facility } from './catalog.ts'
import { checkDetails, type HouseDetails } from './details.ts'

/** A person as others see them. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly avatarUrl?: string | undefined
}

/** On offer, or taken off it by its landlord. */
export type HouseStatus = 'LISTED' | 'WITHDRAWN'

/** A picture, by its keys in the object store. */
export interface Image {
  readonly id: string
  readonly key: string
  readonly thumbnailKey: string
}

/** What tenants gave it. */
export interface Rating {
  /** 1-5, to two decimals. */
  readonly average: number
  readonly count: number
}

export interface House {
  readonly id: string
  /** 1 when published, one more by each change its landlord makes. */
  readonly version: number
  readonly landlord: Person
  readonly details: HouseDetails
  readonly area: Area
  /** In the order they are shown. */
  readonly facilities: readonly Facility[]
  /** In their order; the first is the cover. */
  readonly images: readonly Image[]
  readonly status: HouseStatus
  /** Not there before the first review. */
  readonly rating?: Rating | undefined
  /** Stays that were completed. */
  readonly orderCount: number
  /** Milliseconds since 1970, UTC. */
  readonly createdAt: number
}

/** Who publishes. */
export interface Landlord extends Person {
  /** Their identity has been checked. */
  readonly verified: boolean
}

/**
 * @param now milliseconds since 1970, UTC
 * @throws Refusal INVALID_HOUSE, NOT_VERIFIED, UNKNOWN_AREA, UNKNOWN_FACILITY
 */
export function publish(id: string, landlord: Landlord, written: HouseDetails, catalog: Catalog, now: number): House {
  const details = checkDetails(written)
  if (!landlord.verified) {
    throw new Refusal('forbidden', 'NOT_VERIFIED', 'only who has verified their identity publishes houses')
  }
  return {
    id,
    version: 1,
    landlord: { id: landlord.id, name: landlord.name, avatarUrl: landlord.avatarUrl },
    details,
    ...placed(details, catalog),
    images: [],
    status: 'LISTED',
    orderCount: 0,
    createdAt: now,
  }
}

/** What details refer to. @throws Refusal UNKNOWN_AREA, UNKNOWN_FACILITY */
export function placed(details: HouseDetails, catalog: Catalog): Pick<House, 'area' | 'facilities'> {
  const area = catalog.areas.find((each) => each.id === details.areaId)
  if (area === undefined) throw new Refusal('rule', 'UNKNOWN_AREA', `there is no area ${details.areaId}`)
  const unknown = details.facilityIds.find((facilityId) => catalog.facilities.every((each) => each.id !== facilityId))
  if (unknown !== undefined) throw new Refusal('rule', 'UNKNOWN_FACILITY', `there is no facility ${unknown}`)
  return { area, facilities: facilitiesOf(details, catalog) }
}

/** A house's facilities in the order they are shown. */
export function facilitiesOf(details: HouseDetails, catalog: Pick<Catalog, 'facilities'>): Facility[] {
  return catalog.facilities.filter((facility) => details.facilityIds.includes(facility.id))
}

/** What shows a house where there is little room. */
export function coverOf({ images }: Pick<House, 'images'>): string | undefined {
  return images[0]?.thumbnailKey
}

/** @throws Refusal NOT_FOUND */
export function existing(house: House | undefined): House {
  if (house !== undefined) return house
  throw new Refusal('not-found', 'NOT_FOUND', 'no such house')
}

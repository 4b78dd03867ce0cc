import { Refusal } from '@renting/platform/values'
import type { Catalog } from './catalog.ts'
import { checkDetails, checkPatch, type HousePatch } from './details.ts'
import { type House, placed } from './house.ts'

/** @throws Refusal FORBIDDEN */
export function ownedBy(house: House, userId: string): House {
  if (house.landlord.id === userId) return house
  throw new Refusal('forbidden', 'FORBIDDEN', 'the house is somebody else’s')
}

/** The house, as its landlord may change it. @throws Refusal FORBIDDEN, WRONG_STATE */
export function changeable(house: House, userId: string): House {
  return onOffer(ownedBy(house, userId))
}

/**
 * @param seen the version that its landlord has seen
 * @throws Refusal FORBIDDEN, PRECONDITION_FAILED, WRONG_STATE, INVALID_HOUSE, UNKNOWN_AREA, UNKNOWN_FACILITY
 */
export function edit(house: House, userId: string, seen: number, patch: HousePatch, catalog: Catalog): House {
  asSeen(ownedBy(house, userId), seen)
  const details = checkDetails({ ...onOffer(house).details, ...checkPatch(patch) })
  return { ...house, version: house.version + 1, details, ...placed(details, catalog) }
}

/**
 * Off offer from now on. The house itself where it is already, whatever version was seen: it has grown by that.
 *
 * @param seen the version that its landlord has seen, where they say so
 * @throws Refusal FORBIDDEN, PRECONDITION_FAILED
 */
export function withdraw(house: House, userId: string, seen: number | undefined): House {
  if (ownedBy(house, userId).status === 'WITHDRAWN') return house
  if (seen !== undefined) asSeen(house, seen)
  return { ...house, version: house.version + 1, status: 'WITHDRAWN' }
}

function asSeen(house: House, seen: number): void {
  if (house.version === seen) return
  throw new Refusal('stale', 'PRECONDITION_FAILED', 'the house has changed since')
}

function onOffer(house: House): House {
  if (house.status === 'LISTED') return house
  throw new Refusal('conflict', 'WRONG_STATE', 'the house is withdrawn')
}

import { CancellationPolicy } from '@renting/contracts/common/v1'
import { HouseChanged, HousePublished, type HouseSnapshot, HouseStatus } from '@renting/contracts/house/v1'
import { outbox, type Sql } from '@renting/platform'
import { coverOf, type House } from '../domain/house.ts'

/** Where people see the object of a key. */
export type UrlOf = (key: string) => string

/** Tells the other services of a new house, once the transaction has committed. */
export async function tellPublished(tx: Sql, house: House, urlOf: UrlOf): Promise<void> {
  const { id, createdAt } = house
  await outbox.add(tx, HousePublished, { houseId: id, house: snapshotOf(house, urlOf), atMs: createdAt })
}

/** Tells them what its landlord changed of one. */
export async function tellChanged(tx: Sql, house: House, at: number, urlOf: UrlOf): Promise<void> {
  await outbox.add(tx, HouseChanged, { houseId: house.id, house: snapshotOf(house, urlOf), atMs: at })
}

function snapshotOf(house: House, urlOf: UrlOf): HouseSnapshot {
  const { id, version, landlord, details } = house
  const { title, price, deposit, capacity, minNights, maxNights, timeZone, instantBook } = details
  const cover = coverOf(house)
  return {
    houseId: id,
    version,
    landlordId: landlord.id,
    title,
    coverUrl: cover && urlOf(cover),
    price,
    deposit,
    capacity,
    minNights,
    maxNights,
    timeZone,
    instantBook,
    policy: CancellationPolicy[details.policy],
    status: HouseStatus[house.status],
  }
}

import { CancellationPolicy } from '@renting/contracts/common/v1'
import { HousePublished, HouseStatus } from '@renting/contracts/house/v1'
import { outbox, type Sql } from '@renting/platform'
import type { House } from '../domain/house.ts'

/** Tells the other services of a new house, once the transaction has committed. */
export async function tellPublished(tx: Sql, house: House): Promise<void> {
  const { id, version, landlord, details, createdAt } = house
  const { title, price, deposit, capacity, minNights, maxNights, timeZone, instantBook } = details
  const snapshot = {
    houseId: id,
    version,
    landlordId: landlord.id,
    title,
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
  await outbox.add(tx, HousePublished, { houseId: id, house: snapshot, atMs: createdAt })
}

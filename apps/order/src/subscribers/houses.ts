import type { HouseChanged, HousePublished } from '@renting/contracts/house/v1'
import type { OrderTransaction } from '../domain/store.ts'

/** Keeps what orders show of a house. */
export async function keepHouse(
  { house }: HousePublished | HouseChanged,
  tx: Pick<OrderTransaction, 'keepHouse'>,
): Promise<void> {
  if (house === undefined) throw new TypeError('the event has no house')
  await tx.keepHouse({ id: house.houseId, version: house.version, title: house.title, coverUrl: house.coverUrl })
}

import type { CallOptions } from '@micro/core'
import type { OrderServiceClient } from '@renting/contracts/order/v1'
import type { HouseStore } from '../domain/store.ts'

interface Needed {
  readonly store: Pick<HouseStore, 'takeUnsettled' | 'endRelease'>
  readonly orders: Pick<OrderServiceClient, 'releaseNights'>
}

/** Milliseconds after which nobody is at work on a block any more: longer than any call lasts. */
const unsettledAfter = 15_000

const batch = 20

/** Has the order service give back the nights of a block that is RELEASING, and forgets it. */
export async function giveBack({ store, orders }: Needed, id: string, options?: CallOptions): Promise<void> {
  await orders.releaseNights({ id }, options)
  await store.endRelease(id)
}

/**
 * Gives back what was left half done, by a crash or while the order service was not there: nobody was told that these
 * nights are blocked, or somebody was that they are free.
 *
 * @returns how many there were
 */
export async function giveBackUnsettled(dependencies: Needed): Promise<number> {
  const ids = await dependencies.store.takeUnsettled(unsettledAfter, batch)
  for (const id of ids) await giveBack(dependencies, id)
  return ids.length
}

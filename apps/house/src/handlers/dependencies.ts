import type { Clock } from '@micro/core'
import type { OrderServiceClient } from '@renting/contracts/order/v1'
import type { ObjectStore } from '@renting/platform/objects'
import type { HouseStore } from '../domain/store.ts'

export interface Dependencies {
  readonly store: HouseStore
  readonly orders: Pick<OrderServiceClient, 'checkStay' | 'holdNights' | 'releaseNights' | 'listTakenStays'>
  /** Where pictures are kept. */
  readonly objects: ObjectStore
  /** Where people see the picture of a key. */
  urlOf(key: string): string
  /** The domain's time. */
  readonly clock: Pick<Clock, 'time'>
}

import type { Clock } from '@micro/core'
import type { OrderServiceClient } from '@renting/contracts/order/v1'
import type { HouseStore } from '../domain/store.ts'

export interface Dependencies {
  readonly store: HouseStore
  readonly orders: Pick<OrderServiceClient, 'checkStay'>
  /** The domain's time. */
  readonly clock: Pick<Clock, 'time'>
}

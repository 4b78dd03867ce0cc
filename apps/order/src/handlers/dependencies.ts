import type { Clock } from '@micro/core'
import type { HouseServiceClient } from '@renting/contracts/house/v1'
import type { OrderStore } from '../domain/store.ts'

export interface Dependencies {
  readonly store: OrderStore
  readonly houses: Pick<HouseServiceClient, 'getOffer'>
  /** The domain's time. */
  readonly clock: Pick<Clock, 'time'>
}

import type { Clock } from '@micro/core'
import type { HouseServiceClient } from '@renting/contracts/house/v1'
import type { PaymentProvider } from '../domain/providers.ts'
import type { OrderStore } from '../domain/store.ts'

export interface Dependencies {
  readonly store: OrderStore
  readonly houses: Pick<HouseServiceClient, 'getOffer'>
  /** None: nobody can pay. */
  readonly payments: PaymentProvider | undefined
  /** The domain's time. */
  readonly clock: Pick<Clock, 'time'>
  /** The real time, which providers live by. */
  readonly realTime: Pick<Clock, 'time'>
}

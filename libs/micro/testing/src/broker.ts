import type { Broker } from '@micro/core'
import { describe } from 'vitest'
import { acknowledging } from './broker/acknowledging.ts'
import { faults } from './broker/faults.ts'
import { groups } from './broker/groups.ts'
import { lifecycle } from './broker/lifecycle.ts'
import { order } from './broker/order.ts'
import { publishing } from './broker/publishing.ts'
import { retries } from './broker/retries.ts'
import { Stage } from './broker/stage.ts'
import type { VirtualClock } from './clock.ts'
import { noLeaks } from './leaks.ts'

/** A backend of its own, and the brokers on it. */
export interface BrokerHarness {
  /** A new broker on the backend, not yet connected: as far as the others can tell, one of another process. */
  broker(): Broker
  /** Where the brokers run on one: the suite moves it. Otherwise it waits in real time. */
  readonly clock?: VirtualClock
  /**
   * Ends the process of `broker`, as far as the backend can tell: nothing it does from now on arrives. A durable broker
   * must have it. The suite still calls the dead broker's `disconnect`, which has to end.
   */
  crash?(broker: Broker): Promise<void>
  /** Stops the server under the feet of its clients and starts it again. A durable broker must have it. */
  restart?(): Promise<void>
  /** Gives everything back. All brokers are disconnected by then. */
  close(): Promise<void>
}

/**
 * What every broker must do. Each test of something that `capabilities` says is absent checks instead that asking for it
 * is refused.
 */
export function brokerSuite(name: string, make: () => Promise<BrokerHarness>): void {
  describe(`broker ${name}`, () => {
    noLeaks()
    const stage = new Stage(make)
    publishing(stage)
    groups(stage)
    acknowledging(stage)
    retries(stage)
    order(stage)
    lifecycle(stage)
    faults(stage)
  })
}

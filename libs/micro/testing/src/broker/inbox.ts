import type { BrokerHandler, Delivery } from '@micro/core'
import { type Stage, textOf } from './stage.ts'

/** A subscriber's handler that keeps what it got. */
export class Inbox {
  readonly deliveries: Delivery[] = []
  readonly #stage: Stage
  readonly #then: BrokerHandler

  /** @param then what it does after noting the delivery. @default nothing: it acknowledges */
  constructor(stage: Stage, then: BrokerHandler = async () => {}) {
    this.#stage = stage
    this.#then = then
  }

  readonly handler: BrokerHandler = (delivery) => {
    this.deliveries.push(delivery)
    return this.#then(delivery)
  }

  get size(): number {
    return this.deliveries.length
  }

  get texts(): string[] {
    return this.deliveries.map(({ message }) => textOf(message))
  }

  get attempts(): number[] {
    return this.deliveries.map(({ attempt }) => attempt)
  }

  /** Waits for `count` deliveries in all. */
  async holds(count: number): Promise<void> {
    await this.#stage.until(() => this.size >= count, `${count} deliveries, so far ${this.size}`)
  }
}

/** A handler stays here until it is opened. */
export class Gate {
  readonly #open = Promise.withResolvers<void>()

  readonly pass = (): Promise<void> => this.#open.promise

  open(): void {
    this.#open.resolve()
  }
}

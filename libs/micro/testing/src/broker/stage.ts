import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Broker, BrokerCapabilities, BrokerMessage, BrokerSubscribeOptions } from '@micro/core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { BrokerHarness } from '../broker.ts'

/** Milliseconds of real time after which a wait has failed. */
const limit = 20_000
/** Milliseconds of the brokers' time between two looks. */
const step = 5

/** Quick, so that the suite is. */
export const quick = { retry: { minDelay: 10, maxDelay: 40 } } as const

/** What the suite's tests share: the backend, its brokers, and ways to wait. */
export class Stage {
  #harness: BrokerHarness | undefined
  readonly #brokers = new Set<Broker>()

  constructor(make: () => Promise<BrokerHarness>) {
    beforeAll(async () => {
      this.#harness = await make()
    })
    afterEach(() => this.disconnect())
    afterAll(() => this.#harness?.close())
  }

  get harness(): BrokerHarness {
    if (this.#harness === undefined) throw new Error('the harness was not made')
    return this.#harness
  }

  /** A new broker; disconnected after the test. */
  async broker(): Promise<Broker> {
    const broker = this.harness.broker()
    this.#brokers.add(broker)
    await broker.connect()
    return broker
  }

  /** Disconnects all brokers, as often as needed. */
  async disconnect(): Promise<void> {
    const brokers = [...this.#brokers]
    this.#brokers.clear()
    await this.during(Promise.all(brokers.map((broker) => broker.disconnect())))
  }

  now(): number {
    return this.harness.clock?.now() ?? performance.now()
  }

  /** Lets time go by until `condition` holds. */
  async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const deadline = performance.now() + limit
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error(`waited too long: ${what}`)
      await this.lapse(step)
    }
  }

  /** Lets time go by until `work` is settled. */
  async during<T>(work: Promise<T>): Promise<T> {
    let settled = false
    const mark = () => {
      settled = true
    }
    work.then(mark, mark)
    await this.until(() => settled, 'a promise')
    return work
  }

  /** Lets time go by. Only to see that something does not happen: what should happen is waited for. */
  async lapse(duration: number): Promise<void> {
    if (this.harness.clock === undefined) await delay(duration)
    else await this.harness.clock.advance(duration)
  }

  /**
   * A test of what `capability` promises. Where it is absent: that a subscriber who asks for it, with `options`, is
   * refused.
   */
  promise(
    capability: keyof BrokerCapabilities,
    name: string,
    options: BrokerSubscribeOptions,
    body: () => Promise<void>,
  ): void {
    test(name, async () => {
      const broker = await this.broker()
      if (broker.capabilities[capability]) return body()
      const asked = broker.subscribe(newTopic(), async () => {}, options)
      await expect(asked).rejects.toMatchObject({ name: 'MicroError', code: 501 })
    })
  }
}

/** Used by no other test. */
export function newTopic(): string {
  return `suite.${randomUUID()}`
}

/** A message whose body is `text`. */
export function newMessage(text = '', rest: Partial<BrokerMessage> = {}): BrokerMessage {
  return { id: randomUUID(), header: {}, body: new TextEncoder().encode(text), ...rest }
}

/** The text of a message made by `newMessage`. */
export function textOf(message: BrokerMessage): string {
  return new TextDecoder().decode(message.body)
}

/** `0` to `count - 1`, as text. */
export function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i))
}

import { CancellationPolicy } from '@renting/contracts/common/v1'
import { PaymentMethod, PaymentStatusName } from '@renting/contracts/order/v1'
import { addDays, parseDate, Refusal, stayParts } from '@renting/platform/values'
import { expect } from 'vitest'
import type { PaymentStatus } from '../../src/domain/payment.ts'
import { actor, contextOf, type OrderFixture, offerMessage } from '../fixture.ts'
import type { ScriptedPayments } from '../provider.ts'
import { Model, type Nights, type Party, type Terms } from './model.ts'

/** The service as it is tried. */
export interface Real {
  readonly it: OrderFixture
  readonly provider: ScriptedPayments
  /** The orders that were made, in the model's order. */
  readonly ids: string[]
}

const epoch = parseDate('1970-01-01')!
const hour = 3_600_000

/**
 * What can be done, to the model and to the service, each time with the same outcome: `OK`, or why not. What is done
 * `again` is done twice with one key, and has to come to the same.
 */
export class Deeds {
  readonly #model: Model
  readonly #real: Real

  constructor(model: Model, real: Real) {
    this.#model = model
    this.#real = real
  }

  async create(nights: Nights, terms: Terms, again: boolean): Promise<void> {
    const { it, ids } = this.#real
    const { policy, instant, price } = terms
    it.offer = (request) => ({
      ...offerMessage(request, price),
      policy: CancellationPolicy[policy],
      instantBook: instant,
    })
    const request = { ...it.request(0, 1), houseId: nights.house, stay: stayOf(nights) }
    await same(this.#model.create(nights, terms), again, async () => {
      const { order } = await it.orders.createOrder(request, contextOf('createOrder'))
      if (!ids.includes(order!.id)) ids.push(order!.id)
      return order
    })
  }

  async accept(at: number, by: Party, again: boolean): Promise<void> {
    const { orders } = this.#real.it
    const request = this.#request(at, by)
    await same(this.#model.accept(at, by), again, async () => orders.acceptOrder(request, contextOf('acceptOrder')))
  }

  async reject(at: number, by: Party, again: boolean): Promise<void> {
    const { orders } = this.#real.it
    const request = { ...this.#request(at, by), reason: 'painters' }
    await same(this.#model.reject(at, by), again, async () => orders.rejectOrder(request, contextOf('rejectOrder')))
  }

  async cancel(at: number, by: Party, again: boolean): Promise<void> {
    const { orders } = this.#real.it
    const request = { ...this.#request(at, by), reason: 'ill' }
    await same(this.#model.cancel(at, by), again, async () => orders.cancelOrder(request, contextOf('cancelOrder')))
  }

  async review(at: number, by: Party, again: boolean): Promise<void> {
    const { orders } = this.#real.it
    const request = { ...this.#request(at, by), rating: 5, text: 'Quiet.' }
    await same(this.#model.review(at, by), again, async () => orders.reviewOrder(request, contextOf('reviewOrder')))
  }

  /** @param said what the provider says to it */
  async pay(at: number, by: Party, said: PaymentStatus, again: boolean): Promise<void> {
    const { it, provider } = this.#real
    const request = { ...this.#request(at, by), method: PaymentMethod.CARD }
    provider.next = said
    await same(this.#model.pay(at, by, said), again, async () => {
      const { status } = await it.orders.payOrder(request, contextOf('payOrder'))
      return PaymentStatusName[status]
    })
  }

  /** Asks what a cancel would give back, which changes nothing. */
  async quote(at: number, by: Party): Promise<void> {
    const { it } = this.#real
    const copy = new Model(this.#model.time, [...this.#model.orders])
    const request = this.#request(at, by)
    await same(copy.cancel(at, by), false, async () => {
      const { refund, fee } = await it.orders.quoteRefund(request, contextOf('quoteRefund'))
      const [, amount, kept] = copy.orders[at]!.refund ?? ['CANCELED', 0, 0]
      expect([refund?.amount, fee?.amount]).toEqual([amount, kept])
    })
  }

  async hold(id: string, nights: Nights): Promise<void> {
    const { orders } = this.#real.it
    const request = { id, houseId: nights.house, stay: stayOf(nights) }
    await same(this.#model.hold(id, nights), false, async () => orders.holdNights(request, contextOf('holdNights')))
  }

  async release(id: string): Promise<void> {
    this.#model.holds.delete(id)
    await this.#real.it.orders.releaseNights({ id }, contextOf('releaseNights'))
  }

  wait(milliseconds: number): void {
    const { it } = this.#real
    this.#model.time += milliseconds
    it.time += milliseconds
    it.realTime += milliseconds
  }

  /** All that runs by itself runs. @param said what the provider says to what is pending */
  async timers(said: PaymentStatus): Promise<void> {
    const { it, provider } = this.#real
    provider.endAll(said)
    // By now it may be asked again.
    it.realTime += hour
    this.#model.timers(said)
    await it.runTimers()
  }

  #request(at: number, by: Party) {
    const { it, ids } = this.#real
    return { actor: actor(by), idempotencyKey: it.key(), id: ids[at]! }
  }
}

function stayOf({ checkIn, checkOut }: Nights) {
  return stayParts({ checkIn: addDays(epoch, checkIn), checkOut: addDays(epoch, checkOut) })
}

/** Holds a call to what the model says comes of it. */
async function same(expected: string, again: boolean, call: () => Promise<unknown>): Promise<void> {
  const once = async () => {
    try {
      return await call()
    } catch (error) {
      if (error instanceof Refusal) return error.reason
      throw error
    }
  }
  const first = await once()
  expect(typeof first === 'string' ? first : 'OK').toBe(expected)
  if (again) expect(await once()).toEqual(first)
}

import { CancellationPolicy } from '@renting/contracts/common/v1'
import type { GetOfferRequest, GetOfferResponse } from '@renting/contracts/house/v1'
import {
  type CreateOrderRequest,
  type Order,
  OrderService,
  type OrderServiceHandler,
  PaymentMethod,
  type PayOrderResponse,
} from '@renting/contracts/order/v1'
import type { Database } from '@renting/platform'
import { dateParts, stayFromParts, stayParts } from '@renting/platform/values'
import { TestContext } from '@renting/platform/vitest'
import type { PrismaClient } from '../gen/prisma/client.ts'
import type { PaymentProvider } from '../src/domain/providers.ts'
import type { Dependencies } from '../src/handlers/dependencies.ts'
import { orderService } from '../src/handlers/order-service.ts'
import { PrismaOrderStore } from '../src/store/order-store.ts'
import { dueOrders } from '../src/timers/due-orders.ts'
import { pendingPayments } from '../src/timers/pending-payments.ts'
import { now, offerOf, stayOf } from './booking.ts'
import { orderDatabase } from './database.ts'
import { ScriptedPayments } from './provider.ts'

export interface Paying {
  readonly userId?: string
  readonly method?: PaymentMethod
  readonly idempotencyKey?: string
}

/** The service's surface and timers over a real store, with a house, a provider and times that tests decide about. */
export class OrderFixture {
  readonly database: Database<PrismaClient>
  readonly store: PrismaOrderStore
  readonly orders: OrderServiceHandler
  readonly #dependencies: Dependencies
  #keys = 0
  /** Domain time. */
  time = now
  realTime = now
  payments: PaymentProvider = new ScriptedPayments()
  /** What the house service answers. */
  offer: (request: GetOfferRequest) => GetOfferResponse = (request) => offerMessage(request)

  private constructor(database: Database<PrismaClient>) {
    this.database = database
    const realTime = { time: () => this.realTime }
    this.store = new PrismaOrderStore(database, realTime)
    this.#dependencies = {
      store: this.store,
      houses: { getOffer: async (request) => this.offer(request) },
      payments: { pay: (payment) => this.payments.pay(payment), status: (id) => this.payments.status(id) },
      clock: { time: () => this.time },
      realTime,
    }
    this.orders = orderService(this.#dependencies)
  }

  static async open(): Promise<OrderFixture> {
    return new OrderFixture(await orderDatabase())
  }

  /** Empties the database and begins anew. */
  async reset(): Promise<void> {
    await this.database.pool.query('TRUNCATE booking, occupancy, development_payment, answer, outbox, house CASCADE')
    this.time = now
    this.realTime = now
    this.payments = new ScriptedPayments()
    this.offer = (request) => offerMessage(request)
  }

  close(): Promise<void> {
    return this.database.close()
  }

  key(): string {
    return `key-${this.#keys++}`
  }

  request(from: number, nights: number, more: Partial<CreateOrderRequest> = {}): CreateOrderRequest {
    const stay = stayParts(stayOf(from, nights))
    return { actor: actor('tenant'), idempotencyKey: this.key(), houseId: 'h1', stay, guests: 2, ...more }
  }

  async book(from: number, nights: number, more?: Partial<CreateOrderRequest>): Promise<Order> {
    return (await this.orders.createOrder(this.request(from, nights, more), contextOf('createOrder'))).order!
  }

  async accept(id: string, userId = 'landlord', idempotencyKey: string = this.key()): Promise<Order> {
    const request = { actor: actor(userId), idempotencyKey, id }
    return (await this.orders.acceptOrder(request, contextOf('acceptOrder'))).order!
  }

  async reject(id: string, userId = 'landlord', reason = 'painters'): Promise<Order> {
    const request = { actor: actor(userId), idempotencyKey: this.key(), id, reason }
    return (await this.orders.rejectOrder(request, contextOf('rejectOrder'))).order!
  }

  async cancel(id: string, userId = 'tenant', reason = 'plans have changed'): Promise<Order> {
    const request = { actor: actor(userId), idempotencyKey: this.key(), id, reason }
    return (await this.orders.cancelOrder(request, contextOf('cancelOrder'))).order!
  }

  async pay(
    id: string,
    { userId = 'tenant', method = PaymentMethod.CARD, idempotencyKey = this.key() }: Paying = {},
  ): Promise<PayOrderResponse> {
    return await this.orders.payOrder({ actor: actor(userId), idempotencyKey, id, method }, contextOf('payOrder'))
  }

  async review(id: string, userId = 'tenant', rating = 5, text = 'Quiet and bright.') {
    const request = { actor: actor(userId), idempotencyKey: this.key(), id, rating, text }
    return (await this.orders.reviewOrder(request, contextOf('reviewOrder'))).review!
  }

  async read(id: string, userId = 'tenant') {
    const { order, history } = await this.orders.getOrder({ actor: actor(userId), id }, contextOf('getOrder'))
    return { ...order!, history }
  }

  /** An order that is paid. */
  async paid(from: number, nights: number, more?: Partial<CreateOrderRequest>): Promise<Order> {
    const { id } = await this.book(from, nights, more)
    await this.accept(id)
    await this.pay(id)
    return await this.read(id)
  }

  /** Runs what runs by itself until there is nothing more to do. */
  async runTimers(): Promise<void> {
    let done = 1
    while (done > 0) {
      done = await dueOrders(this.store, this.#dependencies.clock)
      done += await pendingPayments(this.#dependencies)
    }
  }

  /** The topics of all events, by order, in the order they were told. */
  async told(orderId: string): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ topic: string }>(
      `SELECT replace(topic, 'renting.order.', '') AS topic FROM outbox WHERE key = $1 ORDER BY seq`,
      [orderId],
    )
    return rows.map(({ topic }) => topic)
  }
}

export function actor(userId: string) {
  return { userId, verified: true, name: userId }
}

export function contextOf(method: keyof OrderServiceHandler): TestContext {
  return new TestContext('renting.order', OrderService.methods[method]!.endpoint)
}

/** What the house service answers unless told otherwise. @param price of a night, in minor units */
export function offerMessage(request: GetOfferRequest, price?: number): GetOfferResponse {
  const { nights, ...offer } = offerOf(stayFromParts(request.stay), price)
  return {
    ...offer,
    nights: nights.map(({ date, price }) => ({ date: dateParts(date), price })),
    policy: CancellationPolicy.MODERATE,
    title: 'Courtyard',
    version: 1,
  }
}

import { MicroError, type Service, systemClock, Trace, WorkContext } from '@micro/core'
import { CancellationPolicy } from '@renting/contracts/common/v1'
import {
  HouseChanged,
  HousePublished,
  HouseService,
  type HouseServiceHandler,
  HouseStatus,
} from '@renting/contracts/house/v1'
import {
  OrderAccepted,
  OrderCanceled,
  OrderPaid,
  OrderRejected,
  OrderRequested,
  OrderRole,
  OrderService,
  type OrderServiceClient,
  OrderStatus,
  PaymentMethod,
  PaymentStatus,
} from '@renting/contracts/order/v1'
import { SettingsError } from '@renting/platform'
import { dateParts, encodeCursor, makeMoney, stayFromParts, stayParts } from '@renting/platform/values'
import { TestFleet } from '@renting/platform/vitest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { offerOf, stayOf } from '../test/booking.ts'
import { order } from './service.ts'

const fleet = new TestFleet()
const heard: { topic: string; version: number | undefined; traceId: string | undefined }[] = []
const paid: OrderPaid[] = []
const canceled: OrderCanceled[] = []
let outside: Service
let orders: OrderServiceClient

const refuse = () => {
  throw new MicroError({ id: 'renting.house', code: 501, detail: 'not here' })
}
const getOffer: HouseServiceHandler['getOffer'] = (request) => {
  const { nights, ...offer } = offerOf(stayFromParts(request.stay))
  return {
    ...offer,
    nights: nights.map(({ date, price }) => ({ date: dateParts(date), price })),
    policy: CancellationPolicy.STRICT,
    title: 'As offered',
    timeZone: 'Asia/Shanghai',
    version: 1,
  }
}

beforeAll(async () => {
  // Stands in for the house service, and hears what the order service tells.
  outside = await fleet.peer('renting.house', (service) => {
    const others = Object.fromEntries(Object.keys(HouseService.methods).map((name) => [name, refuse]))
    service.handle(HouseService, { ...(others as unknown as HouseServiceHandler), getOffer })
    for (const event of [OrderRequested, OrderAccepted, OrderRejected]) {
      service.subscribe(event, async (message, ctx) => {
        heard.push({ topic: event.topic, version: message.order?.version, traceId: ctx.trace?.traceId })
      })
    }
    service.subscribe(OrderPaid, async (message) => void paid.push(message))
    service.subscribe(OrderCanceled, async (message) => void canceled.push(message))
  })
  await fleet.start(order)
  orders = outside.client(OrderService)
})
afterAll(() => fleet.stop())

const actor = (userId: string) => ({ userId, verified: true, name: userId })
const book = async (from: number, idempotencyKey: string) => {
  const stay = stayParts(stayOf(from + 400, 2))
  return await orders.createOrder({ actor: actor('tenant'), idempotencyKey, houseId: 'h1', stay, guests: 1 })
}
const soon = (look: () => unknown) => expect.poll(look, { timeout: 20_000, interval: 20 })

test('each change is told once, and a refused one not at all', async () => {
  const first = await book(0, 'k1')
  const second = await book(2, 'k2')
  await expect(book(1, 'k3')).rejects.toMatchObject({ code: 409, reason: 'DATES_TAKEN', domain: 'renting.order' })
  const decide = { actor: actor('landlord'), idempotencyKey: 'k4', id: first.order!.id }
  await orders.acceptOrder(decide)
  await orders.rejectOrder({ ...decide, idempotencyKey: 'k5', id: second.order!.id, reason: 'painters' })
  await soon(() => heard.map(({ topic, version }) => `${topic} ${version}`).toSorted()).toEqual([
    'renting.order.accepted 2',
    'renting.order.rejected 2',
    'renting.order.requested 1',
    'renting.order.requested 1',
  ])
})

test('what is told belongs to the trace of the call that changed it', async () => {
  const traces = { requested: Trace.start(), accepted: Trace.start(), rejected: Trace.start() }
  const ctx = (trace: Trace) => new WorkContext(systemClock, { trace })
  const request = { actor: actor('tenant'), houseId: 'h1', guests: 1 }
  const made = await Promise.all(
    [50, 60].map(async (from) => {
      const keyed = { ...request, idempotencyKey: `trace-${from}`, stay: stayParts(stayOf(from, 2)) }
      return await orders.createOrder(keyed, { ctx: ctx(traces.requested) })
    }),
  )
  const [accepted, rejected] = made.map(({ order }) => ({ actor: actor('landlord'), id: order!.id }))
  await orders.acceptOrder({ ...accepted!, idempotencyKey: 'trace-a' }, { ctx: ctx(traces.accepted) })
  await orders.rejectOrder(
    { ...rejected!, idempotencyKey: 'trace-r', reason: 'painters' },
    { ctx: ctx(traces.rejected) },
  )
  const told = (trace: Trace) => heard.filter(({ traceId }) => traceId === trace.traceId).map(({ topic }) => topic)
  await soon(() => Object.values(traces).map(told)).toEqual([
    ['renting.order.requested', 'renting.order.requested'],
    ['renting.order.accepted'],
    ['renting.order.rejected'],
  ])
})

test('what is told says how the order stands, and what came of it', async () => {
  const { order: made } = await book(20, 'told')
  const id = made!.id
  const [tenant, landlord] = [actor('tenant'), actor('landlord')]
  await orders.acceptOrder({ actor: landlord, idempotencyKey: 'told-a', id })
  const pay = { actor: tenant, idempotencyKey: 'told-p', id, method: PaymentMethod.CARD }
  const { paymentId, status } = await orders.payOrder(pay)
  expect(status).toBe(PaymentStatus.SUCCEEDED)
  await orders.cancelOrder({ actor: landlord, idempotencyKey: 'told-c', id, reason: 'painters' })
  await soon(() => [paid.length, canceled.length]).toEqual([1, 1])
  expect(paid[0]).toMatchObject({ orderId: id, paymentId, order: { version: 3, status: OrderStatus.PAID } })
  expect(canceled[0]).toMatchObject({
    order: { version: 4, status: OrderStatus.CANCELED },
    by: OrderRole.LANDLORD,
    reason: 'painters',
    refund: made!.total,
  })
})

test('a house that is published anew or changed is shown by its new title', async () => {
  const { order: made } = await book(10, 'k6')
  expect(made).toMatchObject({ house: { title: 'As offered' }, status: OrderStatus.WAIT_ACCEPT })
  const house = {
    houseId: 'h1',
    version: 2,
    landlordId: 'landlord',
    title: 'Renamed',
    price: makeMoney(1, 'CNY'),
    deposit: makeMoney(1, 'CNY'),
    capacity: 2,
    minNights: 1,
    maxNights: 0,
    timeZone: 'Asia/Shanghai',
    instantBook: false,
    policy: CancellationPolicy.STRICT,
    status: HouseStatus.LISTED,
  }
  await outside.publish(HousePublished, { houseId: 'h1', house, atMs: 0 })
  const read = () => orders.getOrder({ actor: actor('tenant'), id: made!.id })
  await soon(async () => (await read()).order?.house?.title).toBe('Renamed')
  const changed = { ...house, version: 3, title: 'Renamed again', coverUrl: '/cover.webp' }
  await outside.publish(HouseChanged, { houseId: 'h1', house: changed, atMs: 0 })
  await soon(async () => (await read()).order?.house).toEqual({ title: 'Renamed again', coverUrl: '/cover.webp' })
})

test('a request without an actor is nobody’s', async () => {
  await expect(orders.listOrders({ role: 0, status: 0 })).rejects.toMatchObject({ code: 401, reason: 'NOT_SIGNED_IN' })
})

test('nothing that is sent is a fault of the service', async () => {
  const tenant = actor('tenant')
  const nul = 'a\u0000b'
  const keyed = { actor: tenant, idempotencyKey: 'fault' }
  const days = { checkIn: { year: 1, month: 1, day: 1 }, checkOut: { year: 9999, month: 12, day: 31 } }
  const page = (...key: (string | number)[]) => ({ cursor: encodeCursor(key), limit: 5 })
  const attempts: Promise<unknown>[] = [
    orders.getOrder({ actor: tenant, id: nul }),
    orders.acceptOrder({ ...keyed, id: nul }),
    orders.acceptOrder({ ...keyed, idempotencyKey: nul, id: 'x' }),
    orders.rejectOrder({ ...keyed, id: 'x', reason: nul }),
    orders.createOrder({ ...keyed, houseId: nul, stay: stayParts(stayOf(900, 1)), guests: 1 }),
    orders.createOrder({ ...keyed, houseId: 'h1', stay: stayParts(stayOf(900, 1)), guests: -1 }),
    orders.createOrder({
      ...keyed,
      houseId: 'h1',
      stay: { checkIn: days.checkOut, checkOut: days.checkIn },
      guests: 1,
    }),
    orders.checkStay({ houseId: nul, stay: days }),
    orders.checkStay({ houseId: 'h1', stay: days }),
    orders.listOrders({ actor: tenant, role: 99 as OrderRole, status: 0 }),
    orders.listOrders({ actor: tenant, role: 0, status: 99 as OrderStatus }),
    orders.listOrders({ actor: tenant, role: 0, status: 0, page: page(253_402_300_799_999, 'x') }),
    orders.listOrders({ actor: tenant, role: 0, status: 0, page: page(0, nul) }),
    orders.payOrder({ ...keyed, id: nul, method: PaymentMethod.CARD }),
    orders.payOrder({ ...keyed, id: 'x', method: 99 as PaymentMethod }),
    orders.cancelOrder({ ...keyed, id: 'x', reason: nul }),
    orders.cancelOrder({ ...keyed, id: 'x', reason: 'x'.repeat(513) }),
    orders.quoteRefund({ actor: tenant, id: nul }),
    orders.reviewOrder({ ...keyed, id: 'x', rating: -1, text: 'x' }),
    orders.reviewOrder({ ...keyed, id: 'x', rating: 5, text: nul }),
    orders.getIncome({ actor: tenant, from: days.checkOut, to: days.checkIn }),
    orders.getIncome({ actor: tenant, from: days.checkIn, to: days.checkOut }),
    orders.holdNights({ id: nul, houseId: 'h1', stay: days }),
    orders.holdNights({ id: 'b1', houseId: nul, stay: days }),
    orders.holdNights({ id: 'b1', houseId: 'h1', stay: { checkIn: days.checkOut, checkOut: days.checkIn } }),
    orders.releaseNights({ id: nul }),
    orders.listTakenStays({ houseId: nul, from: days.checkIn, to: days.checkOut }),
    orders.listTakenStays({ houseId: 'h1', from: days.checkOut, to: days.checkIn }),
  ]
  const codes = (await Promise.allSettled(attempts)).map((result) =>
    result.status === 'fulfilled' ? 200 : (result.reason as MicroError).code,
  )
  expect(codes.filter((code) => code >= 500 || code === 408)).toEqual([])
  expect(codes.filter((code) => code === 400).length).toBeGreaterThan(5)
})

test('in production nobody can pay, and that has to be said', async () => {
  const production = { NODE_ENV: 'production' }
  await expect(fleet.start(order, production)).rejects.toThrow(SettingsError)
  await expect(fleet.start(order, { ...production, RENTING_PAYMENTS: 'prompt' })).rejects.toThrow(SettingsError)
  const apart = new TestFleet()
  const caller = await apart.peer('outside')
  await apart.start(order, { ...production, RENTING_PAYMENTS: 'off' })
  const pay = { actor: actor('tenant'), idempotencyKey: 'off', id: 'x', method: PaymentMethod.CARD }
  await expect(caller.client(OrderService).payOrder(pay)).rejects.toMatchObject({ code: 422, reason: 'PAYMENTS_OFF' })
  await apart.stop()
})

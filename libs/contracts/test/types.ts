/**
 * What must not compile, on the real contracts and the real framework: each `@ts-expect-error` fails the type check when
 * its line has no error. Nothing here runs.
 */
import { Service } from '@micro/core'
import { HousePublished, HouseService, type HouseServiceHandler } from '@renting/contracts/house/v1'
import {
  type Order,
  OrderRequested,
  OrderService,
  type OrderServiceHandler,
  OrderStatus,
} from '@renting/contracts/order/v1'

declare const order: Order
declare const orderHandler: OrderServiceHandler
declare const houseHandler: HouseServiceHandler
const service = new Service({ name: 'renting.test' })

export async function calls(): Promise<void> {
  const orders = service.client(OrderService)
  const reply = await orders.getOrder({ id: order.id }, { timeout: 500 })
  reply.order?.id satisfies string | undefined
  reply.history[0]?.from satisfies OrderStatus | undefined

  // @ts-expect-error a field that is not there
  await orders.getOrder({ id: order.id, number: 1 })
  // @ts-expect-error a field of another type
  await orders.getOrder({ id: 5 })
  // @ts-expect-error a field that is missing
  await orders.rejectOrder({ id: order.id, idempotencyKey: '' })
  // @ts-expect-error a method that is not there
  await orders.payOrder({ id: order.id })
  // @ts-expect-error an option that is not there
  await orders.getOrder({ id: order.id }, { timeOut: 500 })
  // @ts-expect-error the answer may lack its order
  reply.order.id
  // @ts-expect-error a status that is not there
  const status: OrderStatus = OrderStatus.LOST
  // @ts-expect-error a number that is no status
  const number: OrderStatus = 77
  return void [status, number]
}

export function handlers(): void {
  service.handle(OrderService, orderHandler)
  service.handle(OrderService, {
    ...orderHandler,
    getOrder: async ({ id }, ctx) => ({ order: { ...order, id, houseId: ctx.endpoint }, history: [] }),
  })

  const { getOrder, ...withoutGetOrder } = orderHandler
  // @ts-expect-error a method is missing
  service.handle(OrderService, withoutGetOrder)
  // @ts-expect-error the handler of another service
  service.handle(OrderService, houseHandler)
  // @ts-expect-error a field of the answer is missing
  service.handle(OrderService, { ...orderHandler, getOrder: async () => ({ order }) })
  // @ts-expect-error a field of the answer has another type
  service.handle(OrderService, { ...orderHandler, checkStay: () => ({ free: 'yes' }) })
  // @ts-expect-error a request that is another one's
  service.handle(OrderService, { ...orderHandler, getOrder: async (request: { orderId: string }) => request })
  service.handle(HouseService, {
    ...houseHandler,
    // @ts-expect-error a field of the request that is not there
    getHouse: async ({ number }) => number,
  })
  return void getOrder
}

export async function events(): Promise<void> {
  await service.publish(OrderRequested, { orderId: order.id, atMs: 1 })
  service.subscribe(HousePublished, async ({ house }) => void house?.title)
  OrderRequested.topic satisfies 'renting.order.requested'
  OrderRequested.key satisfies 'orderId'

  // @ts-expect-error a field is missing
  await service.publish(OrderRequested, { orderId: order.id })
  // @ts-expect-error a field that is not there
  await service.publish(OrderRequested, { orderId: order.id, atMs: 1, colour: 'red' })
  // @ts-expect-error a field of another type
  await service.publish(OrderRequested, { orderId: order.id, atMs: 'now' })
  // @ts-expect-error a field that the event has not
  service.subscribe(HousePublished, async ({ order }) => void order)
  // @ts-expect-error another event than the one subscribed to
  service.subscribe(HousePublished, async (event: OrderRequested) => void event)
}

import type { Service } from '@micro/core'
import {
  OrderCheckedIn,
  OrderCheckedOut,
  OrderCompleted,
  OrderExpired,
  OrderService,
  type OrderServiceClient,
  PaymentMethod,
  PaymentStatus,
} from '@renting/contracts/order/v1'
import { ClockService } from '@renting/platform'
import { TestFleet } from '@renting/platform/vitest'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { offerOf, requestOf, stayOf } from '../../test/booking.ts'
import { orderDatabase } from '../../test/database.ts'
import { actor } from '../../test/fixture.ts'
import { act, type Order, requestOrder } from '../domain/order.ts'
import { order } from '../service.ts'
import { PrismaOrderStore } from '../store/order-store.ts'

const count = 200
const day = 86_400_000
const fleet = new TestFleet()
let database: Awaited<ReturnType<typeof orderDatabase>>
let store: PrismaOrderStore
let outside: Service
let orders: OrderServiceClient
/** The topics of what was heard, by order. */
const heard = new Map<string, string[]>()

/** Three instances of the service on one database, and somebody who hears what they tell. */
beforeAll(async () => {
  database = await orderDatabase()
  store = new PrismaOrderStore(database, { time: () => Date.now() })
  outside = await fleet.peer('outside', (service) => {
    for (const event of [OrderExpired, OrderCheckedIn, OrderCheckedOut, OrderCompleted]) {
      service.subscribe(event, async ({ orderId }) => {
        heard.set(orderId, [...(heard.get(orderId) ?? []), event.topic.replace('renting.order.', '')])
      })
    }
  })
  for (let i = 0; i < 3; i++) await start()
  orders = outside.client(OrderService)
})
afterAll(async () => {
  await fleet.stop()
  await database.close()
})
beforeEach(() => heard.clear())

function start() {
  return fleet.start(order, { DATABASE_URL: database.url, RENTING_PAYMENTS: 'slow' })
}
const advance = (milliseconds: number) => outside.client(ClockService, 'renting.order').advance({ milliseconds })
const soon = (look: () => unknown) => expect.poll(look, { timeout: 60_000, interval: 50 })

/** Orders of as many houses, made some time ago. */
async function make(name: string, at: number, paid: boolean): Promise<Order[]> {
  const stay = stayOf(0, 2)
  return await store.transaction(async (tx) => {
    const made: Order[] = []
    for (let i = 0; i < count; i++) {
      const house = { id: `${name}-h${i}`, version: 1, title: 'Courtyard' }
      const change = requestOrder(
        requestOf(`${name}-${i}`, stay, house.id),
        { ...offerOf(stay), instantBook: paid },
        at,
      )
      await tx.add(change, house)
      if (paid) await tx.save(act(change.order, 'capture', 'system', at))
      made.push(change.order)
    }
    return made
  })
}

async function steps(name: string) {
  const { rows } = await database.pool.query<{ steps: string; count: string }>(
    `SELECT steps, count(*) FROM (
       SELECT string_agg(to_status, ' ' ORDER BY version) AS steps FROM step WHERE order_id LIKE $1 GROUP BY order_id
     ) AS history GROUP BY steps`,
    [`${name}-%`],
  )
  return rows.map((row) => [row.steps, Number(row.count)])
}

test('what is due at once happens once, whoever sees it, and is told once', async () => {
  const made = await make('asked', Date.now() - day + 60_000, false)
  await advance(60_000)
  await soon(() => heard.size).toBe(count)
  await soon(() => steps('asked')).toEqual([['WAIT_ACCEPT EXPIRED', count]])
  expect(made.map(({ id }) => heard.get(id))).toEqual(made.map(() => ['expired']))
})

test('what became due in a long time happens in order, once, and is told once', async () => {
  const made = await make('paid', Date.now(), true)
  await advance(100 * day)
  const whole = 'WAIT_PAYMENT PAID CHECKED_IN WAIT_COMMENT COMPLETE'
  await soon(() => steps('paid')).toEqual([[whole, count]])
  const told = ['checked-in', 'checked-out', 'completed']
  await soon(() => made.every(({ id }) => heard.get(id)?.length === told.length)).toBe(true)
  expect(made.map(({ id }) => heard.get(id)?.toSorted())).toEqual(made.map(() => told))
})

test('a payment that takes long is concluded by itself, also by an instance that has just begun', async () => {
  const stay = stayOf(900, 2)
  const house = { id: 'slow', version: 1, title: 'Courtyard' }
  const { offsetMs } = await outside.client(ClockService, 'renting.order').moveTo({ offsetMs: 0 })
  const instant = { ...offerOf(stay), instantBook: true }
  const change = requestOrder(requestOf('slow', stay, house.id), instant, Date.now() + offsetMs)
  await store.transaction((tx) => tx.add(change, house))
  const request = { actor: actor('tenant'), idempotencyKey: 'slow', id: 'slow', method: PaymentMethod.CARD }
  const { status } = await orders.payOrder(request)
  expect(status).toBe(PaymentStatus.PENDING)
  await start()
  await soon(async () => (await store.find('slow'))?.order.status).toBe('PAID')
  expect((await orders.payOrder(request)).status).toBe(PaymentStatus.PENDING)
})

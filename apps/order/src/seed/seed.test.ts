import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderDatabase } from '../../test/database.ts'
import { PrismaOrderStore } from '../store/order-store.ts'
import { dueOrders } from '../timers/due-orders.ts'
import { demoBookings } from './bookings.ts'
import { seedOrders } from './seed.ts'

const clock = { time: () => Date.parse('2026-11-20T04:00:00Z') }
let database: Awaited<ReturnType<typeof orderDatabase>>
beforeAll(async () => {
  database = await orderDatabase()
})
afterAll(() => database.close())

test('the bookings are made once, however often and by how many, and each is told of', async () => {
  await Promise.all([seedOrders(database, clock), seedOrders(database, clock)])
  await seedOrders(database, clock)
  const orders = demoBookings(clock.time()).length
  const { rows } = await database.pool.query(`SELECT count(*)::int AS orders,
    (SELECT count(DISTINCT key)::int FROM outbox) AS told FROM booking`)
  expect(rows).toEqual([{ orders, told: orders }])
})

test('they read as any order does, and none of them is overdue', async () => {
  const store = new PrismaOrderStore(database, clock)
  const query = { role: 'landlord', userId: 'demo-landlord', limit: 100 } as const
  const listed = await store.list(query)
  expect(listed.length).toBeGreaterThan(10)
  for (const { order } of listed) {
    const history = await store.history(order.id)
    expect(history).toHaveLength(order.version)
    expect(history.at(-1)?.to).toBe(order.status)
  }
  expect(await dueOrders(store, clock)).toBe(0)
  const [from, to] = ['2026-01-01', '2027-01-01'] as never[]
  const income = await store.income('demo-landlord', from!, to!)
  expect(income.reduce((sum, { paid }) => sum + paid.amount, 0)).toBeGreaterThan(100_000)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Child } from './child.ts'
import { byEvent } from './expect.ts'
import { agreed, awaited, count, holding } from './facts.ts'
import { comebacks, faults, faultsBesideKills, killedAfterCommit, patiently } from './faults.ts'
import type { House, Order, Page, Payment } from './model.ts'
import { landlordWithHouse, type Person, register } from './people.ts'
import { Platform } from './platform.ts'

let platform: Platform
let house: House
let tenant: Person
const others: Child[] = []

beforeAll(async () => {
  platform = await Platform.start()
  house = (await landlordWithHouse(platform.client(), { instantBook: true })).house
  tenant = await register(platform.client(), 'Li Ming')
})
afterAll(async () => {
  await Promise.all(others.map((child) => child.end('SIGKILL')))
  await platform.remove()
})

test('who is not told that they booked, since the service died before it could, asks again and has one booking', async () => {
  const options = { body: { houseId: house.id, ...platform.days(5, 2), guests: 1 }, key: 'booked' }
  await killedAfterCommit(platform, 'booking', () => tenant.api.request('POST', '/orders', options))
  const { body: order } = await patiently<Order>(tenant.api, 'POST', '/orders', options)
  expect((await tenant.api.get<Page<Order>>('/orders')).items).toEqual([order])
  const database = await platform.database('order')
  expect(await count(database, 'SELECT count(*) FROM booking WHERE house_id = $1', [house.id])).toBe(1)
  await agreed(platform)
})

test.each([
  ['began to pay', 'payment'],
  ['gave the money', 'development_payment'],
  ['paid', 'step'],
])('who is not told that they %s asks again, and has paid once', async (_what, table) => {
  const stay = { houseId: house.id, ...platform.days(20 + table.length, 1), guests: 1 }
  const { id } = await tenant.api.post<Order>('/orders', stay, `paid ${table}`)
  const options = { body: { method: 'card' }, key: `payment ${table}` }
  await killedAfterCommit(platform, table, () => tenant.api.request('POST', `/orders/${id}/payment`, options))
  const { body: payment } = await patiently<Payment>(tenant.api, 'POST', `/orders/${id}/payment`, options)
  await expect.poll(async () => (await tenant.api.get<Order>(`/orders/${id}`)).status, byEvent).toBe('PAID')
  const database = await platform.database('order')
  const { rows } = await database.query(
    `SELECT p.id, p.status, d.outcome FROM payment p LEFT JOIN development_payment d USING (id) WHERE order_id = $1`,
    [id],
  )
  expect(rows).toEqual([{ id: payment.paymentId, status: 'SUCCEEDED', outcome: 'SUCCEEDED' }])
  const steps = 'SELECT count(*) FROM step WHERE order_id = $1'
  expect(await count(database, steps, [id])).toBe(2)
  await agreed(platform)
})

test('what is due happens once, with three instances of the service, one of which dies in the middle', async () => {
  others.push(await platform.another('order'), await platform.another('order'))
  const { house: wanted } = await landlordWithHouse(platform.client())
  const orders = await Promise.all(
    Array.from({ length: 60 }, (_, i) => {
      const stay = { houseId: wanted.id, ...platform.days(3 + i, 1), guests: 1 }
      return tenant.api.post<Order>('/orders', stay, `due ${i}`)
    }),
  )
  const ids = orders.map(({ id }) => id)
  const database = await platform.database('order')
  const comeback = comebacks(platform, 'order') + 1
  await holding(database, 'booking', async () => {
    await platform.advance(24 * 3600 + 1)
    await awaited(database, 'booking')
    await platform.kill('order')
  })
  const states = async () => {
    const sql = 'SELECT status, count(*)::int FROM booking WHERE id = ANY ($1) GROUP BY status'
    return (await database.query(sql, [ids])).rows
  }
  await expect.poll(states, { timeout: 20_000, interval: 50 }).toEqual([{ status: 'EXPIRED', count: 60 }])
  await platform.line(/│ order serves again$/, { times: comeback })

  const { rows } = await database.query(
    `SELECT id,
       (SELECT string_agg(to_status, ' ' ORDER BY version) FROM step WHERE order_id = b.id) AS steps,
       (SELECT string_agg(topic, ' ' ORDER BY topic) FROM outbox WHERE key = b.id) AS events
     FROM booking b WHERE id = ANY ($1) ORDER BY id`,
    [ids],
  )
  expect(rows).toEqual(
    ids.toSorted().map((id) => ({
      id,
      steps: 'WAIT_ACCEPT EXPIRED',
      events: 'renting.order.expired renting.order.requested',
    })),
  )
  await agreed(platform)
  // The one that came back knows the time that the others have.
  const stay = { houseId: wanted.id, ...platform.days(3, 1), guests: 1 }
  expect(await tenant.api.post('/quotes', stay)).toMatchObject({ total: wanted.price })
})

test('nothing of it was a fault of the platform, and Ctrl-C ends all of it', async () => {
  expect(faultsBesideKills(platform)).toEqual([])
  for (const child of others) {
    expect(await child.end('SIGTERM')).toBe(0)
    expect(faults(child)).toEqual([])
  }
  expect(await platform.stop()).toBe(0)
})

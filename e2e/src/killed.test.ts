import { afterAll, beforeAll, expect, test } from 'vitest'
import { agreed, awaited, count, holding, settled } from './facts.ts'
import { comebacks, faultsBesideKills, patiently, without } from './faults.ts'
import type { Card, House, Order, Page } from './model.ts'
import { days, landlordWithHouse, type Person, register } from './people.ts'
import { Platform, type ServiceName } from './platform.ts'

let platform: Platform
let house: House
let tenant: Person

beforeAll(async () => {
  platform = await Platform.start()
  house = (await landlordWithHouse(platform.client())).house
  tenant = await register(platform.client(), 'Li Ming')
})
afterAll(() => platform.remove())

const isFound = async ({ checkIn, checkOut }: { checkIn: string; checkOut: string }) => {
  const path = `/houses?area=1&checkIn=${checkIn}&checkOut=${checkOut}&limit=100`
  return (await patiently<Page<Card>>(tenant.api, 'GET', path)).body.items.some(({ id }) => id === house.id)
}

test('the house service dies while it handles a booking: it is told again, and applies it once', async () => {
  const stay = { houseId: house.id, ...days(3, 2), guests: 1 }
  const database = await platform.database('house')
  let order: Order | undefined
  // What waits below is the booking's event and no earlier one.
  await settled(platform)
  await holding(database, 'inbox', async () => {
    order = await tenant.api.post<Order>('/orders', stay, 'told')
    await awaited(database, 'inbox')
    await without(platform, 'house', async () => {
      expect((await patiently<Order>(tenant.api, 'GET', `/orders/${order!.id}`)).body).toMatchObject(order!)
      await isFound(stay)
    })
  })
  await expect.poll(() => isFound(stay), { timeout: 30_000 }).toBe(false)
  await agreed(platform)
  const events = await platform.database('order')
  const { rows } = await events.query<{ id: string }>(
    "SELECT id FROM outbox WHERE key = $1 AND topic LIKE '%.requested'",
    [order!.id],
  )
  const handled = platform.lines.filter(
    (line) => line.includes(`event handled`) && line.includes(`event=${rows[0]!.id}`),
  )
  expect(handled).toHaveLength(1)
  expect(handled[0]).toMatch(/ attempt=[2-9] /)
})

test('the order service dies after it has stored a booking and before it has told of it: it is told later', async () => {
  const stay = { houseId: house.id, ...days(6, 2), guests: 1 }
  const [broker, database] = [await platform.database('broker'), await platform.database('order')]
  const unsent = () => count(database, 'SELECT count(*) FROM outbox WHERE sent_at IS NULL')
  let order: Order | undefined
  await holding(broker, 'micro_broker.message', async () => {
    order = await tenant.api.post<Order>('/orders', stay, 'untold')
    await awaited(broker, 'micro_broker.message')
    expect(await unsent()).toBe(1)
    await without(platform, 'order', async () => {
      await patiently(tenant.api, 'POST', '/quotes', { body: { ...stay, ...days(9, 1) } })
    })
    expect(await unsent()).toBe(1)
    expect(await isFound(stay)).toBe(true)
  })
  await expect.poll(() => isFound(stay), { timeout: 30_000 }).toBe(false)
  await agreed(platform)
  expect(await tenant.api.post('/orders', stay, 'untold')).toEqual(order)
})

/** What says "not there" without each service, and what goes on. */
const away = {
  user: { refused: ['GET /me', 'POST /orders', 'POST /captchas'], served: ['GET /houses', 'GET /areas'] },
  house: { refused: ['GET /houses', 'POST /orders', 'POST /quotes'], served: ['GET /me', 'GET /orders'] },
  order: { refused: ['GET /orders', 'POST /orders', 'POST /quotes'], served: ['GET /me', 'GET /houses'] },
} as const

test.each(Object.entries(away))(
  'without the %s service what needs it says 503 and when to come again; all else goes on',
  async (service, { refused, served }) => {
    const offset = Object.keys(away).indexOf(service)
    const stay = { houseId: house.id, ...days(12 + offset, 1), guests: 1 }
    const ask = (call: string) => {
      const [method, path] = call.split(' ') as [string, string]
      const body = path === '/captchas' ? {} : stay
      const options = method === 'POST' ? { body, key: `away-${service}` } : {}
      return tenant.api.try<unknown>(method, path, options)
    }
    // A service applies its migrations before it serves: it is away for as long as we hold them.
    const database = await platform.database(service as 'user')
    const before = comebacks(platform, service as ServiceName)
    await holding(database, 'schema_migrations', async () => {
      await platform.kill(service as ServiceName)
      for (const call of refused) {
        const { status, headers, body } = await ask(call)
        expect({ call, status, body }).toMatchObject({ call, status: 503, body: { status: 503, code: 'UNAVAILABLE' } })
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      }
      for (const call of served) expect({ call, ...(await ask(call)) }).toMatchObject({ call, status: 200 })
      const readiness = await fetch(`${platform.url}/readyz`)
      expect(readiness.status).toBe(503)
      expect(await readiness.json()).toEqual({ status: 'waiting', missing: [`renting.${service}`] })
    })
    await platform.line(new RegExp(`│ ${service} serves again$`), { times: before + 1 })
    for (const call of [...refused, ...served]) {
      // The last of all is the price of nights that are taken by now.
      const status = call === 'POST /quotes' ? 409 : call.startsWith('POST') ? 201 : 200
      await expect.poll(async () => ({ call, ...(await ask(call)) })).toMatchObject({ call, status })
    }
  },
)

test('whichever service dies under load, calls succeed or say 503, no booking is lost and none is made twice', async () => {
  const { house: busy } = await landlordWithHouse(platform.client())
  const over = new AbortController()
  const booked: string[] = []
  const workers = Array.from({ length: 6 }, async (_, worker) => {
    for (let i = 0; !over.signal.aborted && i < 100; i++) {
      // Every night once: all of them can be had.
      const stay = { houseId: busy.id, ...days(2 + i * 6 + worker, 1), guests: 1 }
      const { body } = await patiently<Order>(tenant.api, 'POST', '/orders', { body: stay, key: `${worker}-${i}` })
      booked.push(body.id)
      expect((await patiently<Order>(tenant.api, 'GET', `/orders/${body.id}`)).body).toMatchObject(stay)
      await isFound(stay)
    }
  })
  const load = Promise.all(workers)
  const kills = (async () => {
    for (const service of ['order', 'house', 'user', 'order'] as const) {
      const target = booked.length + 10
      await expect.poll(() => booked.length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(target)
      await without(platform, service, async () => {})
    }
    over.abort()
  })()
  try {
    await Promise.all([load, kills])
  } finally {
    over.abort()
  }

  expect(new Set(booked).size).toBe(booked.length)
  const database = await platform.database('order')
  expect(await count(database, 'SELECT count(*) FROM booking WHERE house_id = $1', [busy.id])).toBe(booked.length)
  await agreed(platform)
})

test('after all of that Ctrl-C ends it as ever', async () => {
  expect(faultsBesideKills(platform)).toEqual([])
  expect(await platform.stop()).toBe(0)
})

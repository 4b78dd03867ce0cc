import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type ThingsDatabase, thingsDatabase } from '../../test/fixture.ts'
import { memoryLog } from '../../test/log.ts'
import { clockService } from './clock-service.ts'
import { DomainClock } from './domain-clock.ts'
import { SharedClock } from './shared-clock.ts'

const patient = { timeout: 20_000 }
const hour = 3_600_000
let database: ThingsDatabase
const running: SharedClock[] = []

beforeAll(async () => {
  database = await thingsDatabase()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()))
  await database.pool.query('TRUNCATE domain_clock')
})
afterAll(() => database.close())

/** An instance of a service, whose own time stands still. */
async function instance() {
  const clock = new DomainClock({ time: () => 0 })
  const { log, lines } = memoryLog()
  const shared = new SharedClock({ database, name: 'test', clock, log })
  await shared.start()
  running.push(shared)
  return { clock, shared, lines }
}

test('all instances move together, and each move adds up', async () => {
  const [one, two] = [await instance(), await instance()]
  expect(await one.shared.advance(hour)).toBe(hour)
  expect(one.clock.time()).toBe(hour)
  await expect.poll(() => two.clock.time(), patient).toBe(hour)
  const ahead = await Promise.all([one.shared.advance(hour), two.shared.advance(hour)])
  expect(Math.max(...ahead)).toBe(3 * hour)
  await expect.poll(() => [one.clock.time(), two.clock.time()], patient).toEqual([3 * hour, 3 * hour])
})

test('an instance that starts later is where the others are', async () => {
  const one = await instance()
  await one.shared.advance(hour)
  expect((await instance()).clock.time()).toBe(hour)
})

test('it follows another service, and never goes back', async () => {
  const { clock, shared } = await instance()
  expect(await shared.moveTo(2 * hour)).toBe(2 * hour)
  expect(await shared.moveTo(hour)).toBe(2 * hour)
  expect(clock.time()).toBe(2 * hour)
})

test('a lost connection is made again, and what was moved meanwhile is not missed', async () => {
  const { clock, lines } = await instance()
  const cut = async () => {
    const { rowCount } = await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'test clock'",
    )
    return rowCount
  }
  expect(await cut()).toBe(1)
  await database.pool.query('INSERT INTO domain_clock (ahead) VALUES ($1)', [hour])
  await expect.poll(() => clock.time(), patient).toBe(hour)
  expect(lines().filter(({ level }) => level === 'error')).toEqual([])
})

test.each([-1, Number.MAX_SAFE_INTEGER])('moves by %i are refused', async (milliseconds) => {
  const moves = clockService({ advance: async (by) => by, moveTo: async (to) => to })
  const refused = { kind: 'invalid', reason: 'INVALID_ADVANCE' }
  await expect((async () => moves.advance({ milliseconds }, undefined as never))()).rejects.toMatchObject(refused)
  await expect((async () => moves.moveTo({ offsetMs: milliseconds }, undefined as never))()).rejects.toMatchObject(
    refused,
  )
})

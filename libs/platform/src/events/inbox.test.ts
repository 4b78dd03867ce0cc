import { type EventContext, systemClock, WorkContext } from '@micro/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Thing, type ThingsDatabase, thingsDatabase } from '../../test/fixture.ts'
import { handled, inbox } from './inbox.ts'

let database: ThingsDatabase

beforeAll(async () => {
  database = await thingsDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.pool.query('TRUNCATE inbox, thing CASCADE')
  await database.client.thing.create({ data: { id: 'a', name: 'a' } })
})

const count = async () => (await database.client.thing.findUniqueOrThrow({ where: { id: 'a' } })).count
const marks = async () => (await database.pool.query('SELECT queue, id FROM inbox ORDER BY queue, id')).rows

function delivery(id: string): EventContext {
  const topic = 'test.thing.changed'
  return Object.assign(new WorkContext(systemClock), { topic, id, attempt: 1, ack: async () => {} })
}

/** A subscriber that counts its effects. */
function counting(queue = 'q') {
  return handled(database, queue, async ({ id, n }: Thing, tx) => {
    await tx.thing.update({ where: { id }, data: { count: { increment: n } } })
  })
}

describe('an event that comes again', () => {
  test('has its effect once, and is settled each time', async () => {
    const handle = counting()
    for (let i = 0; i < 3; i++) await handle({ id: 'a', n: 1 }, delivery('e1'))
    expect(await count()).toBe(1)
    expect(await marks()).toEqual([{ queue: 'q', id: 'e1' }])
  })

  test('has its effect once when its deliveries race', async () => {
    const handle = counting()
    const events = Array.from({ length: 10 }, (_, i) => `e${i}`)
    const deliveries = events.flatMap((id) => Array.from({ length: 5 }, () => id))
    await Promise.all(deliveries.map((id) => handle({ id: 'a', n: 1 }, delivery(id))))
    expect(await count()).toBe(10)
    expect(await marks()).toHaveLength(10)
  })

  test('waits for the first delivery while that is at work, and then does nothing', async () => {
    const begun = Promise.withResolvers<void>()
    const mayEnd = Promise.withResolvers<void>()
    let effects = 0
    const handle = handled(database, 'q', async (_: Thing, tx) => {
      effects++
      begun.resolve()
      await mayEnd.promise
      await tx.thing.update({ where: { id: 'a' }, data: { count: { increment: 1 } } })
    })
    const first = handle({ id: 'a', n: 1 }, delivery('e1'))
    await begun.promise
    const second = handle({ id: 'a', n: 1 }, delivery('e1'))
    await expect
      .poll(async () => {
        const { rows } = await database.pool.query(
          "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        return rows[0].waiting as number
      })
      .toBe(1)
    mayEnd.resolve()
    await Promise.all([first, second])
    expect([effects, await count()]).toEqual([1, 1])
  })

  test('has its effect when the first delivery failed, whose mark is taken back with what it did', async () => {
    let failing = true
    const handle = handled(database, 'q', async (_: Thing, tx) => {
      await tx.thing.update({ where: { id: 'a' }, data: { count: { increment: 1 } } })
      if (failing) throw new Error('not yet')
    })
    await expect(handle({ id: 'a', n: 1 }, delivery('e1'))).rejects.toThrow('not yet')
    expect([await count(), await marks()]).toEqual([0, []])
    failing = false
    await handle({ id: 'a', n: 1 }, delivery('e1'))
    expect(await count()).toBe(1)
  })
})

test('each queue has the effect for itself', async () => {
  await counting('q')({ id: 'a', n: 1 }, delivery('e1'))
  await counting('other')({ id: 'a', n: 1 }, delivery('e1'))
  expect(await count()).toBe(2)
})

test('a forgotten event has its effect again', async () => {
  const handle = counting()
  await handle({ id: 'a', n: 1 }, delivery('e1'))
  expect(await inbox.forget(database.client, 'q', 'e1')).toBe(true)
  expect(await inbox.forget(database.client, 'q', 'e1')).toBe(false)
  await handle({ id: 'a', n: 1 }, delivery('e1'))
  expect(await count()).toBe(2)
})

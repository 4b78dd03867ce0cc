import { errors } from '@micro/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ThingChanged, type ThingsDatabase, thingsDatabase } from '../../test/fixture.ts'
import { makeRelay, RecordingBroker, thingOf, waitingIn } from '../../test/relaying.ts'
import { outbox } from './outbox.ts'
import type { RelayOptions } from './relay.ts'

const patient = { timeout: 20_000 }
let database: ThingsDatabase
let broker: RecordingBroker
let running: { stop(): Promise<void> }[]

beforeAll(async () => {
  database = await thingsDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.pool.query('TRUNCATE outbox, inbox')
  broker = new RecordingBroker()
  running = []
})
afterEach(() => Promise.all(running.map((relay) => relay.stop())))

async function start(options: Partial<RelayOptions> = {}, of = broker) {
  const made = makeRelay(database.url, of, options)
  await made.relay.start()
  running.push(made.relay)
  return made
}

const add = (id: string, n: number) => database.transaction((tx) => outbox.add(tx, ThingChanged, { id, n }))
const sent = () => expect.poll(() => waitingIn(database.pool), patient).toBe(0)
const things = () => broker.taken.map(({ message }) => thingOf(message))
const numbersOf = (key: string) =>
  things()
    .filter(({ id }) => id === key)
    .map(({ n }) => n)
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)
const unavailable = () => errors.unavailable('test', 'nobody there', { stack: false })

/** Ends the connection of the relay that works, as a crash of its network would. */
async function cutWorking(): Promise<void> {
  const cut = async () => {
    const { rowCount } = await database.pool.query(
      `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
       WHERE a.datname = current_database() AND a.application_name = 'test relay' AND l.locktype = 'advisory' AND l.granted`,
    )
    return rowCount
  }
  await expect.poll(cut, patient).toBe(1)
}

describe('a broker that is down', () => {
  test('is told of once, and everything arrives in order when it is back', async () => {
    broker.before = () => {
      throw unavailable()
    }
    const { lines } = await start()
    for (const n of upTo(5)) await add('a', n)
    await expect.poll(() => broker.attempts, patient).toBeGreaterThanOrEqual(3)
    await add('b', 1)
    expect(await waitingIn(database.pool)).toBe(6)
    broker.before = () => {}
    await sent()
    expect(numbersOf('a')).toEqual(upTo(5))
    expect(numbersOf('b')).toEqual([1])
    await expect
      .poll(() => lines().map(({ level, msg }) => ({ level, msg })), patient)
      .toEqual([
        { level: 'warn', msg: 'the broker takes no events; they wait in the outbox' },
        { level: 'info', msg: 'the broker takes events again' },
      ])
  })

  test('that does not answer does not hold the relay for ever', async () => {
    const aborted: unknown[] = []
    broker.before = (_, signal) => {
      if (broker.attempts > 1) return
      signal?.addEventListener('abort', () => aborted.push(signal.reason))
      return new Promise(() => {})
    }
    const { lines } = await start({ publishTimeout: 50 })
    await add('a', 1)
    await sent()
    expect(aborted).toHaveLength(1)
    expect(numbersOf('a')).toEqual([1])
    expect(lines()[0]).toMatchObject({ level: 'warn', err: { code: 408 } })
  })

  test('fails one event of a batch: what came before it is not sent again', async () => {
    let failed = false
    broker.before = (message) => {
      if (thingOf(message).n !== 3 || failed) return
      failed = true
      throw unavailable()
    }
    for (const n of upTo(5)) await add('a', n)
    await start()
    await sent()
    expect(numbersOf('a')).toEqual(upTo(5))
  })
})

describe('an event that the broker refuses', () => {
  test('holds up its key, is told of once, and nothing else waits for it', async () => {
    let refusing = true
    broker.before = (message) => {
      const { id, n } = thingOf(message)
      if (refusing && id === 'bad' && n === 2) throw errors.tooLarge('test', 'too large', { stack: false })
    }
    const { lines } = await start({ batch: 2, pollInterval: 50 })
    for (const n of upTo(3)) await add('bad', n)
    for (const n of upTo(3)) await add('good', n)
    await expect.poll(() => numbersOf('good'), patient).toEqual(upTo(3))
    expect(numbersOf('bad')).toEqual([1])
    refusing = false
    await sent()
    expect(numbersOf('bad')).toEqual(upTo(3))
    const told = lines().filter(({ level }) => level === 'error')
    expect(told).toEqual([expect.objectContaining({ key: 'bad', topic: 'test.thing.changed' })])
  })
})

describe('two relays on one outbox', () => {
  test('publish each event once, in order', async () => {
    await Promise.all([start({ batch: 7, pollInterval: 20 }), start({ batch: 7, pollInterval: 20 })])
    const keys = ['a', 'b', 'c', 'd']
    await Promise.all(
      keys.map(async (key) => {
        for (const n of upTo(40)) await add(key, n)
      }),
    )
    await sent()
    for (const key of keys) expect(numbersOf(key)).toEqual(upTo(40))
  })

  test('hand over: when one stops, the other goes on, and no order is lost', async () => {
    const first = await start({ pollInterval: 20 })
    await start({ pollInterval: 20 })
    const adding = (async () => {
      for (const n of upTo(60)) {
        await add('a', n)
        if (n === 30) await first.relay.stop()
      }
    })()
    await adding
    await sent()
    expect(numbersOf('a')).toEqual(upTo(60))
  })

  test('hand over: when the connection of one is cut, events go on, in order and none twice but those under way', async () => {
    await Promise.all([start({ pollInterval: 20 }), start({ pollInterval: 20 })])
    for (const n of upTo(60)) {
      await add('a', n)
      if (n === 20) await sent()
      if (n === 20 || n === 40) await cutWorking()
    }
    await sent()
    const seen = numbersOf('a')
    expect(seen.filter((n, i) => seen.indexOf(n) === i)).toEqual(upTo(60))
  })
})

test('a relay that lost its connection makes a new one, says so, and publishes what came meanwhile', async () => {
  const { lines } = await start({ pollInterval: 3_600_000 })
  await add('a', 1)
  await sent()
  await cutWorking()
  await add('a', 2)
  await sent()
  expect(numbersOf('a')).toEqual([1, 2])
  await expect
    .poll(() => lines().map(({ msg }) => msg), patient)
    .toEqual([
      'the relay lost its connection to PostgreSQL; it tries again',
      'the relay has its connection to PostgreSQL again',
    ])
})

describe('stop', () => {
  test('sends what is committed', async () => {
    const { relay } = await start({ pollInterval: 3_600_000, batch: 3 })
    for (const n of upTo(20)) await add('a', n)
    await relay.stop()
    expect(numbersOf('a')).toEqual(upTo(20))
    expect(await waitingIn(database.pool)).toBe(0)
  })

  test('does not wait for a broker that is down, and leaves its events for the next start', async () => {
    broker.before = () => {
      throw unavailable()
    }
    const { relay } = await start()
    await add('a', 1)
    await expect.poll(() => broker.attempts, patient).toBeGreaterThanOrEqual(1)
    await relay.stop()
    await relay.stop()
    expect(await waitingIn(database.pool)).toBe(1)
    broker.before = () => {}
    await start()
    await sent()
    expect(numbersOf('a')).toEqual([1])
  })

  test('gives up on a broker that hangs', async () => {
    broker.before = () => new Promise(() => {})
    const { relay } = await start({ publishTimeout: 3_600_000 })
    await add('a', 1)
    await expect.poll(() => broker.attempts, patient).toBe(1)
    await relay.stop()
    expect(await waitingIn(database.pool)).toBe(1)
  })
})

test('start fails with a sentence when there is no outbox to listen to', async () => {
  const { relay } = makeRelay(`${database.url}_none`, broker)
  await expect(relay.start()).rejects.toThrow(/PostgreSQL at .*_none refuses/)
  await relay.stop()
})

test('what is over is deleted, what waits and what is young is kept', async () => {
  await database.pool.query(
    `INSERT INTO outbox (id, topic, header, body, created_at, sent_at)
     SELECT 'old ' || n, 't', '{}', '', now() - interval '9 days', now() - interval '8 days' FROM generate_series(1, 2500) n`,
  )
  await database.pool.query(
    `INSERT INTO outbox (id, topic, header, body, created_at, sent_at)
     VALUES ('young', 't', '{}', '', now() - interval '9 days', now() - interval '6 days'),
            ('waiting', 't', '{}', '', now() - interval '60 days', NULL)`,
  )
  await database.pool.query(
    `INSERT INTO inbox VALUES ('q', 'old', now() - interval '31 days'), ('q', 'young', now() - interval '29 days')`,
  )
  await start()
  const ids = async (table: string) =>
    (await database.pool.query(`SELECT id FROM ${table} ORDER BY id`)).rows.map((row: { id: string }) => row.id)
  await expect.poll(() => ids('outbox'), patient).toEqual(['waiting', 'young'])
  await expect.poll(() => ids('inbox'), patient).toEqual(['young'])
  await sent()
  expect(broker.ids).toEqual(['waiting'])
})

import { systemClock, Trace, WorkContext } from '@micro/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ThingChanged, type ThingsDatabase, thingsDatabase } from '../../test/fixture.ts'
import { makeRelay, RecordingBroker, thingOf, waitingIn } from '../../test/relaying.ts'
import { outbox } from './outbox.ts'
import type { Relay } from './relay.ts'

let database: ThingsDatabase
let broker: RecordingBroker
let relay: Relay

beforeAll(async () => {
  database = await thingsDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.pool.query('TRUNCATE outbox, thing CASCADE')
  broker = new RecordingBroker()
  // Without a poll in the test's time: what is published was told by notification.
  relay = makeRelay(database.url, broker, { pollInterval: 3_600_000 }).relay
  await relay.start()
})
afterEach(() => relay.stop())

const taken = (count: number) => expect.poll(() => broker.taken.length, { timeout: 20_000 }).toBe(count)
const sent = () => expect.poll(() => waitingIn(database.pool), { timeout: 20_000 }).toBe(0)

describe('an event is published', () => {
  test('when its change is committed, with id, key, header and body', async () => {
    const trace = Trace.start()
    const ctx = new WorkContext(systemClock, { trace, metadata: { 'x-request-id': 'r-1', authorization: 'Bearer x' } })
    const id = await database.transaction(async (tx) => {
      await tx.thing.create({ data: { id: 'a', name: 'a' } })
      return await outbox.add(tx, ThingChanged, { id: 'a', n: 1 }, { ctx })
    })
    await taken(1)
    const { topic, message } = broker.taken[0]!
    expect(topic).toBe('test.thing.changed')
    expect(thingOf(message)).toEqual({ id: 'a', n: 1 })
    expect(message).toMatchObject({ id, key: 'a' })
    const { traceparent, ...header } = message.header
    expect(header).toEqual({ 'content-type': 'application/protobuf', 'x-request-id': 'r-1' })
    expect(Trace.parse(traceparent ?? '')?.traceId).toBe(trace.traceId)
    expect(traceparent).not.toBe(trace.toString())
    await sent()
  })

  test('never when it is not', async () => {
    const gaveUp = new Error('on second thought')
    const work = database.transaction(async (tx) => {
      await outbox.add(tx, ThingChanged, { id: 'a', n: 1 })
      throw gaveUp
    })
    await expect(work).rejects.toBe(gaveUp)
    const id = await database.transaction((tx) => outbox.add(tx, ThingChanged, { id: 'a', n: 2 }))
    await taken(1)
    expect(broker.ids).toEqual([id])
  })

  test('not before it is', async () => {
    await database.transaction(async (tx) => {
      await outbox.add(tx, ThingChanged, { id: 'late', n: 1 })
      const other = await database.transaction((inner) => outbox.add(inner, ThingChanged, { id: 'early', n: 1 }))
      await taken(1)
      expect(broker.ids).toEqual([other])
    })
    await taken(2)
  })
})

test('a message that its type does not allow ends the transaction', async () => {
  const work = database.transaction(async (tx) => {
    await tx.thing.create({ data: { id: 'a', name: 'a' } })
    await outbox.add(
      tx,
      {
        ...ThingChanged,
        encode: () => {
          throw new RangeError('too large')
        },
      },
      { id: 'a', n: 1 },
    )
  })
  await expect(work).rejects.toThrow('too large')
  expect(await database.client.thing.count()).toBe(0)
})

describe('events of one key keep the order of their commits', () => {
  test('though many transactions at once change the same and others', async () => {
    const keys = ['a', 'b', 'c']
    await database.client.thing.createMany({ data: keys.map((id) => ({ id, name: id })) })
    const change = (id: string) =>
      database.transaction(async (tx) => {
        const { count } = await tx.thing.update({ where: { id }, data: { count: { increment: 1 } } })
        await outbox.add(tx, ThingChanged, { id, n: count })
      })
    await Promise.all(Array.from({ length: 90 }, (_, i) => change(keys[i % 3]!)))
    await taken(90)
    for (const key of keys) {
      const order = broker.taken.map(({ message }) => thingOf(message)).filter(({ id }) => id === key)
      expect(order.map(({ n }) => n)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    }
  })

  test('even where nothing else makes one transaction wait for the other', async () => {
    const added = Promise.withResolvers<void>()
    const mayCommit = Promise.withResolvers<void>()
    const first = database.transaction(async (tx) => {
      await outbox.add(tx, ThingChanged, { id: 'a', n: 1 })
      added.resolve()
      await mayCommit.promise
    })
    await added.promise
    let secondDone = false
    const second = database
      .transaction((tx) => outbox.add(tx, ThingChanged, { id: 'a', n: 2 }))
      .then(() => {
        secondDone = true
      })
    // Another key does not wait; by its end the second could have been done too.
    await database.transaction((tx) => outbox.add(tx, ThingChanged, { id: 'b', n: 1 }))
    await taken(1)
    expect(secondDone).toBe(false)
    mayCommit.resolve()
    await Promise.all([first, second])
    await taken(3)
    const ofA = broker.taken.map(({ message }) => thingOf(message)).filter(({ id }) => id === 'a')
    expect(ofA.map(({ n }) => n)).toEqual([1, 2])
  })
})

describe('replay', () => {
  const publishThree = async () => {
    const ids: string[] = []
    for (const n of [1, 2, 3]) {
      ids.push(await database.transaction((tx) => outbox.add(tx, ThingChanged, { id: 'a', n })))
    }
    await taken(3)
    await sent()
    return ids
  }

  test('publishes events again by id, under the same id', async () => {
    const [, second] = await publishThree()
    expect(await outbox.replay(database.client, { ids: [second!, 'unknown'] })).toBe(1)
    await taken(4)
    expect(broker.taken[3]).toEqual(broker.taken[1])
  })

  test('publishes those of a span of time again, in their order', async () => {
    const ids = await publishThree()
    const { rows } = await database.pool.query('SELECT created_at FROM outbox ORDER BY seq')
    const [, from] = rows.map((row: { created_at: Date }) => row.created_at)
    const far = new Date(Date.now() + 3_600_000)
    expect(await outbox.replay(database.client, { from: far })).toBe(0)
    expect(await outbox.replay(database.client, { topic: 'other', from: new Date(0) })).toBe(0)
    const again = await outbox.replay(database.client, { topic: 'test.thing.changed', from: from!, to: far })
    await taken(3 + again)
    expect(broker.ids.slice(3)).toEqual(ids.slice(-again))
    expect(again).toBeGreaterThanOrEqual(2)
  })

  test('of everything has to be said', async () => {
    await expect(outbox.replay(database.client, {})).rejects.toThrow(RangeError)
  })
})

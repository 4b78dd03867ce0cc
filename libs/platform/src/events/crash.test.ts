import { postgres } from '@micro/broker-postgres'
import { Service } from '@micro/core'
import { createDatabase } from '@micro/postgres-server'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { Child } from '../../test/child.ts'
import { ThingChanged, type ThingsDatabase, thingsDatabase } from '../../test/fixture.ts'
import { makeRelay, waitingIn } from '../../test/relaying.ts'
import { handled } from './inbox.ts'
import { relayed } from './relayed.ts'

let database: ThingsDatabase
let brokerUrl: string
let consumer: Service
let deliveries: string[]

beforeEach(async () => {
  database = await thingsDatabase()
  brokerUrl = (await createDatabase(inject('postgresUrl'))).url
  await database.client.thing.create({ data: { id: 'effect', name: 'effect' } })
  deliveries = []
  const effect = handled(database, 'consumer', async ({ id, n }: { id: string; n: number }, tx) => {
    await tx.thing.update({ where: { id }, data: { count: { increment: n } } })
  })
  consumer = new Service({ name: 'consumer', broker: postgres({ url: brokerUrl }) })
  consumer.subscribe(
    ThingChanged,
    async (message, ctx) => {
      await effect(message, ctx)
      deliveries.push(ctx.id)
    },
    { queue: 'consumer' },
  )
  await consumer.start()
})
afterEach(async () => {
  await consumer.stop()
  await database.close()
})

const effects = async () => (await database.client.thing.findUniqueOrThrow({ where: { id: 'effect' } })).count

/** Runs the child until it is where the test wants it, and ends it there without any warning. */
async function killedAt(when: 'before publishing' | 'before marking'): Promise<void> {
  using child = new Child('crash-child.ts', { DATABASE_URL: database.url, BROKER_URL: brokerUrl, WHEN: when })
  await child.said('now')
  child.kill('SIGKILL')
  expect(await child.end()).toEqual({ code: null, signal: 'SIGKILL' })
  // Committed, and as far as anybody knows not published.
  expect(await database.client.thing.count({ where: { id: 'source' } })).toBe(1)
  expect(await waitingIn(database.pool)).toBe(1)
}

/** The next start of the process that was killed. */
async function restart(): Promise<void> {
  const inner = postgres({ url: brokerUrl })
  const { relay } = makeRelay(database.url, inner, { pollInterval: 50 })
  const broker = relayed(inner, relay)
  await broker.connect()
  await relay.start()
  await expect.poll(() => waitingIn(database.pool), { timeout: 20_000 }).toBe(0)
  await broker.disconnect()
}

describe('a service that is killed', () => {
  test('between commit and publishing: its event is published at the next start', async () => {
    await killedAt('before publishing')
    expect(deliveries).toEqual([])
    await restart()
    await expect.poll(() => deliveries.length, { timeout: 20_000 }).toBe(1)
    expect(await effects()).toBe(1)
  })

  test('between publishing and marking: its event is delivered twice and has its effect once', async () => {
    await killedAt('before marking')
    await expect.poll(() => deliveries.length, { timeout: 20_000 }).toBe(1)
    await restart()
    await expect.poll(() => deliveries.length, { timeout: 20_000 }).toBe(2)
    expect(deliveries[0]).toBe(deliveries[1])
    expect(await effects()).toBe(1)
  })
})

import { createDatabase } from '@micro/postgres-server'
import { noLeaks } from '@micro/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import '@micro/postgres-server/vitest'
import type { Delivery } from '@micro/core'
import { connected, disconnectAfterEach, message } from '../test/tools.ts'
import { through, Way } from '../test/way.ts'

describe('a broken connection', () => {
  noLeaks()
  disconnectAfterEach()
  let way: Way
  let direct: string
  let url: string
  beforeAll(async () => {
    direct = (await createDatabase(inject('postgresUrl'))).url
    way = await Way.open(Number(new URL(direct).port))
    url = through(direct, way.port)
  })
  afterAll(() => way.cut())

  test('is made again, and what is in hand stays there', async () => {
    const errors: string[] = []
    const broker = await connected({ url, onError: (error) => errors.push(error.detail) })
    const other = await connected({ url: direct, presenceInterval: 300 })
    const gate = Promise.withResolvers<void>()
    const [held, done]: [Delivery[], string[]] = [[], []]
    const handler = async (delivery: Delivery) => {
      held.push(delivery)
      await gate.promise
      done.push(delivery.message.id)
    }
    await broker.subscribe('kept', handler, { queue: 'group' })
    await broker.publish('kept', message('1'))
    await broker.publish('kept', message('2'))
    await expect.poll(() => held).toHaveLength(2)
    const seen: string[] = []
    way.breakAll()
    // Broken by an end or by a reset: then its code follows.
    await expect.poll(() => errors).toContainEqual(expect.stringMatching(/^PostgreSQL: listening failed/))
    await other.subscribe('kept', async (delivery) => void seen.push(delivery.message.id), { queue: 'group' })
    // Once it publishes and hears of it again, its leases have moved to the new session.
    const heard = Promise.withResolvers<void>()
    await expect
      .poll(() =>
        broker
          .subscribe('kept.again', async () => heard.resolve())
          .then(
            () => true,
            () => false,
          ),
      )
      .toBe(true)
    await expect
      .poll(() =>
        broker.publish('kept.again', message()).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    await heard.promise
    gate.resolve()
    await expect.poll(() => done.toSorted()).toEqual(['1', '2'])
    expect(held.map(({ signal }) => signal.aborted)).toEqual([false, false])
    await broker.disconnect()
    expect(seen).toEqual([])
  })

  test('that takes too long costs what is in hand, and the handler is told', async () => {
    const second = await Way.open(Number(new URL(direct).port))
    const broker = await connected({ url: through(direct, second.port) })
    const other = await connected({ url: direct })
    const gate = Promise.withResolvers<void>()
    const mine: Delivery[] = []
    const handler = (delivery: Delivery) => {
      mine.push(delivery)
      return gate.promise
    }
    await broker.subscribe('lost', handler, { queue: 'group' })
    await broker.publish('lost', message('1'))
    await expect.poll(() => mine.length).toBe(1)
    const { signal } = mine[0]!
    await second.cut()
    const seen: number[] = []
    await other.subscribe('lost', async ({ attempt }) => void seen.push(attempt), { queue: 'group' })
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual([2])
    expect(signal.aborted).toBe(false)
    await second.reopen()
    await expect.poll(() => signal.aborted, { timeout: 20_000 }).toBe(true)
    gate.resolve()
    await broker.disconnect()
    await second.cut()
    expect(seen).toEqual([2])
  })

  test('that says nothing is found out, and what waits for it is told', async () => {
    const second = await Way.open(Number(new URL(direct).port))
    const errors: string[] = []
    const onError = (error: { detail: string }) => errors.push(error.detail)
    const broker = await connected({ url: through(direct, second.port), timeout: 300, onError })
    const other = await connected({ url: direct })
    const seen: string[] = []
    await broker.subscribe('silent', async (delivery) => void seen.push(delivery.message.id), { queue: 'group' })
    second.stall()
    await expect(broker.publish('silent', message('lost'))).rejects.toMatchObject({ name: 'MicroError', code: 503 })
    await expect
      .poll(() => errors, { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/^PostgreSQL: listening failed/))
    second.flow()
    await expect
      .poll(() => other.publish('silent', message('found')).then(() => seen.includes('found')), { timeout: 20_000 })
      .toBe(true)
    second.stall()
    await broker.disconnect()
    await second.cut()
  })

  test('costs a subscriber without a queue nothing that was published meanwhile', async () => {
    const second = await Way.open(Number(new URL(direct).port))
    const broker = await connected({ url: through(direct, second.port) })
    const other = await connected({ url: direct })
    const seen: string[] = []
    await broker.subscribe('single', async (delivery) => void seen.push(delivery.message.id))
    await other.publish('single', message('before'))
    await expect.poll(() => seen).toEqual(['before'])
    await second.cut()
    for (const id of ['meanwhile 1', 'meanwhile 2']) await other.publish('single', message(id))
    await second.reopen()
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual(['before', 'meanwhile 1', 'meanwhile 2'])
    await other.publish('single', message('after'))
    await expect.poll(() => seen).toEqual(['before', 'meanwhile 1', 'meanwhile 2', 'after'])
    await broker.disconnect()
    await second.cut()
  })
})

import { createDatabase } from '@micro/postgres-server'
import { noLeaks } from '@micro/testing'
import { describe, expect, inject, test } from 'vitest'
import '@micro/postgres-server/vitest'
import { connected, disconnectAfterEach, message, sql } from '../test/tools.ts'

describe('housekeeping', () => {
  noLeaks()
  disconnectAfterEach()
  const ids = async (url: string) =>
    (await sql<{ id: string }>(url, 'SELECT id FROM micro_broker.message ORDER BY seq')).map(({ id }) => id)

  test('messages go when every queue has handled them and their time is over', async () => {
    const { url } = await createDatabase(inject('postgresUrl'))
    const broker = await connected({ url, retention: 1, cleanInterval: 20 })
    const idle = await broker.subscribe('topic', async () => {}, { queue: 'idle' })
    await idle.unsubscribe()
    await broker.publish('topic', message('waits in a queue'))
    expect(await broker.dropQueue('topic', 'idle')).toBe(true)
    expect(await broker.dropQueue('topic', 'idle')).toBe(false)
    const busy = await broker.subscribe('topic', async () => {}, { queue: 'busy' })
    await busy.unsubscribe()
    await broker.publish('topic', message('waits in a queue'))
    await broker.publish('other', message('goes to nobody'))
    await expect.poll(() => ids(url), { timeout: 20_000 }).toEqual(['waits in a queue'])
    await broker.subscribe('topic', async () => {}, { queue: 'busy' })
    await expect.poll(() => ids(url), { timeout: 20_000 }).toEqual([])
    expect(await sql(url, 'SELECT FROM micro_broker.delivery')).toEqual([])
  })

  test('messages stay for their time although they are handled', async () => {
    const { url } = await createDatabase(inject('postgresUrl'))
    const broker = await connected({ url, cleanInterval: 10 })
    const handled: string[] = []
    await broker.subscribe('topic', async (delivery) => void handled.push(delivery.message.id), { queue: 'queue' })
    await broker.publish('topic', message('old'))
    await broker.publish('topic', message('new'))
    await expect.poll(() => handled).toHaveLength(2)
    await sql(url, "UPDATE micro_broker.message SET published_at = now() - interval '61 minutes' WHERE id = 'old'")
    await expect.poll(() => ids(url), { timeout: 20_000 }).toEqual(['new'])
  })

  test('dead letters keep their message, and go with it when their time is over', async () => {
    const { url } = await createDatabase(inject('postgresUrl'))
    const first = await connected({ url, retention: 1, cleanInterval: 10 })
    await first.subscribe('topic', () => Promise.reject(new Error('no')), { queue: 'queue', retry: { attempts: 1 } })
    await first.publish('topic', message('dead'))
    await expect.poll(() => first.deadLetters.list('queue'), { timeout: 20_000 }).toHaveLength(1)
    await first.publish('other', message('gone'))
    await expect.poll(() => ids(url), { timeout: 20_000 }).toEqual(['dead'])
    expect(await first.deadLetters.list('queue')).toMatchObject([{ message: { id: 'dead' } }])
    await connected({ url, retention: 1, deadLetterRetention: 1, cleanInterval: 10 })
    await expect.poll(() => ids(url), { timeout: 20_000 }).toEqual([])
    expect(await first.deadLetters.list('queue')).toEqual([])
  })

  test('publishing faster than can be written is refused at last', async () => {
    const { url } = await createDatabase(inject('postgresUrl'))
    const broker = await connected({ url, maxPending: 10 })
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => broker.publish('topic', message())))
    expect(results.map(({ status }) => status)).toEqual([...Array(10).fill('fulfilled'), 'rejected', 'rejected'])
    expect(results.at(-1)).toMatchObject({ reason: { name: 'MicroError', code: 429, reason: 'QUEUE_FULL' } })
  })

  test('who gives up before a message is under way is told, and nothing is written', async () => {
    const { url } = await createDatabase(inject('postgresUrl'))
    const broker = await connected({ url })
    const controller = new AbortController()
    const under = broker.publish('topic', message('under way'))
    const given = broker.publish('topic', message('given up'), { signal: controller.signal })
    controller.abort()
    await expect(given).rejects.toMatchObject({ name: 'MicroError', code: 499 })
    await under
    expect(await ids(url)).toEqual(['under way'])
  })
})

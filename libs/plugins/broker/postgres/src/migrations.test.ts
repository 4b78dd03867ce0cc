import { createDatabase } from '@micro/postgres-server'
import { escapeIdentifier } from 'pg'
import { describe, expect, inject, test } from 'vitest'
import '@micro/postgres-server/vitest'
import { connected, disconnectAfterEach, message, sql } from '../test/tools.ts'
import { postgres } from './index.ts'

describe('schema', () => {
  disconnectAfterEach()
  const server = inject('postgresUrl')

  test('is made once, however many start at the same moment', async () => {
    const { url } = await createDatabase(server)
    const brokers = await Promise.all(Array.from({ length: 8 }, () => connected({ url, connections: 1 })))
    const steps = await sql<{ version: number }>(url, 'SELECT version FROM micro_broker.migration ORDER BY version')
    expect(steps.map(({ version }) => version)).toEqual([1, 2])
    const got = Promise.withResolvers<string>()
    await brokers[0]!.subscribe('topic', async (delivery) => got.resolve(delivery.message.id), { queue: 'queue' })
    await brokers[7]!.publish('topic', message('first'))
    expect(await got.promise).toBe('first')
  })

  test('keeps its brokers from those of another', async () => {
    const { url } = await createDatabase(server)
    const [one, two] = [await connected({ url, schema: 'one' }), await connected({ url, schema: 'two' })]
    const seen: string[] = []
    for (const broker of [one, two]) {
      await broker.subscribe('topic', async (delivery) => void seen.push(delivery.message.id), { queue: 'queue' })
      await broker.subscribe('topic', async (delivery) => void seen.push(delivery.message.id))
    }
    await one.publish('topic', message('one'))
    await two.publish('topic', message('two'))
    await expect.poll(() => seen.toSorted()).toEqual(['one', 'one', 'two', 'two'])
  })

  test('of a newer version is used as it is', async () => {
    const { url } = await createDatabase(server)
    await (await connected({ url })).disconnect()
    await sql(url, "INSERT INTO micro_broker.migration (version, file) VALUES (999, 'from the future')")
    const broker = await connected({ url })
    await expect(broker.publish('topic', message())).resolves.toBeUndefined()
  })

  test('is used by a role that may use it and nothing else', async () => {
    const { url } = await createDatabase(server)
    await (await connected({ url })).disconnect()
    const { name, urlFor } = await createDatabase(server, { password: 'secret' })
    const guest = new URL(urlFor(name, 'secret'))
    guest.pathname = new URL(url).pathname
    const database = escapeIdentifier(guest.pathname.slice(1))
    const role = escapeIdentifier(name)
    await sql(url, `GRANT CONNECT ON DATABASE ${database} TO ${role}`)

    const refused = postgres({ url: guest.href })
    await expect(refused.connect()).rejects.toMatchObject({
      code: 503,
      detail: 'PostgreSQL: connecting failed (42501)',
    })

    await sql(url, `GRANT USAGE ON SCHEMA micro_broker TO ${role}`)
    await sql(url, `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA micro_broker TO ${role}`)
    await sql(url, `GRANT USAGE ON ALL SEQUENCES IN SCHEMA micro_broker TO ${role}`)
    const errors: string[] = []
    const broker = await connected({
      url: guest.href,
      cleanInterval: 20,
      onError: (error) => errors.push(String(error.cause)),
    })
    const failing = await broker.subscribe('topic', () => Promise.reject(new Error('no')), {
      queue: 'queue',
      ordered: true,
      retry: { attempts: 2, minDelay: 1 },
    })
    await broker.publish('topic', message('first', { key: 'key' }))
    await expect.poll(() => broker.deadLetters.list('queue')).toHaveLength(1)
    await failing.unsubscribe()
    const seen: string[] = []
    await broker.subscribe('topic', async (delivery) => void seen.push(delivery.message.id), { queue: 'queue' })
    expect(await broker.deadLetters.replay('queue', 'first')).toBe(true)
    await expect.poll(() => seen).toEqual(['first'])
    expect(await broker.dropQueue('topic', 'queue')).toBe(true)
    expect(errors).toEqual([])
  })

  test.each(['', 'Upper', 'a b', 'a"b', 'x'.repeat(64)])('may not be called %j', (schema) => {
    expect(() => postgres({ schema })).toThrow(expect.objectContaining({ name: 'MicroError', code: 400 }))
  })
})

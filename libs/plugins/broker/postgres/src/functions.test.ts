import { createDatabase } from '@micro/postgres-server'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import '@micro/postgres-server/vitest'
import { connected, disconnectAfterEach, sql } from '../test/tools.ts'

/** What happens between two statements at the same moment is no matter of luck here: each side is held in a transaction. */
describe('a lane', () => {
  disconnectAfterEach()
  let url: string
  let one: Client
  let two: Client
  let queue: number

  beforeEach(async () => {
    url = (await createDatabase(inject('postgresUrl'))).url
    await (await connected({ url })).disconnect()
    ;[one, two] = [new Client({ connectionString: url }), new Client({ connectionString: url })]
    for (const client of [one, two]) {
      await client.connect()
      await client.query('SET search_path = micro_broker')
    }
    queue = (await one.query<{ id: number }>("SELECT join_queue('topic', 'queue', true) AS id")).rows[0]!.id
  })
  afterEach(async () => {
    await Promise.all([one.end(), two.end()])
  })

  const publish = (client: Client, id: string, key: string | null = 'key') =>
    client.query('SELECT publish($1, $2, $3, $4, $5, $6)', [
      ['topic'],
      [id],
      [key],
      ['{}'],
      Buffer.from(id),
      [id.length],
    ])

  const take = async (client: Client) =>
    (await client.query<{ id: string; seq: string; attempt: number }>('SELECT * FROM take($1, 100, 60000, 1)', [queue]))
      .rows

  const settle = async (client: Client, { seq, attempt }: { seq: string; attempt: number }) =>
    (
      await client.query<{ queue: number }>('SELECT * FROM settle($1, $2, $3, $4, $5, $6) AS queue', [
        ...[[queue], [seq], [attempt]],
        ...[[null], [null], [null]],
      ])
    ).rows.map((row) => row.queue)

  /** Resolves once somebody waits for a lock. */
  const somebodyWaits = () =>
    expect.poll(() => sql(url, 'SELECT FROM pg_locks WHERE NOT granted'), { timeout: 20_000 }).toHaveLength(1)

  test('takes publishers one after the other', async () => {
    await one.query('BEGIN')
    await publish(one, 'first')
    const second = publish(two, 'second')
    await somebodyWaits()
    await one.query('COMMIT')
    await second
    const [head, ...rest] = await take(one)
    expect([head!.id, rest]).toEqual(['first', []])
    expect(await settle(one, head!)).toEqual([queue])
    expect((await take(one)).map(({ id }) => id)).toEqual(['second'])
  })

  test('lets publishers without a key pass', async () => {
    await one.query('BEGIN')
    await publish(one, 'first')
    await publish(two, 'second', null)
    expect((await take(two)).map(({ id }) => id)).toEqual(['second'])
    await one.query('COMMIT')
    expect((await take(two)).map(({ id }) => id)).toEqual(['first'])
  })

  test('is not left standing by whoever settles its last message while another is being published', async () => {
    await publish(one, 'first')
    const [head] = await take(one)
    await one.query('BEGIN')
    await publish(one, 'second')
    const settled = settle(two, head!)
    await somebodyWaits()
    await one.query('COMMIT')
    expect(await settled).toEqual([queue])
    expect((await take(two)).map(({ id }) => id)).toEqual(['second'])
  })

  test('is not joined behind a message that is just being settled', async () => {
    await publish(one, 'first')
    const [head] = await take(one)
    await one.query('BEGIN')
    await settle(one, head!)
    const published = publish(two, 'second')
    await somebodyWaits()
    await one.query('COMMIT')
    await published
    expect((await take(two)).map(({ id }) => id)).toEqual(['second'])
  })

  test('can be taken from and published to at once', async () => {
    await publish(one, 'first')
    await one.query('BEGIN')
    await publish(one, 'second')
    expect((await take(two)).map(({ id }) => id)).toEqual(['first'])
    await one.query('COMMIT')
    expect(await take(two)).toEqual([])
  })

  test('keeps its order when one transaction publishes many', async () => {
    const ids = ['1', '2', '3']
    await one.query('SELECT publish($1, $2, $3, $4, $5, $6)', [
      ...[ids.map(() => 'topic'), ids, ids.map(() => 'key'), ids.map(() => '{}')],
      ...[Buffer.from('123'), [1, 2, 3]],
    ])
    for (const id of ids) {
      const [head, ...rest] = await take(one)
      expect([head!.id, rest]).toEqual([id, []])
      await settle(one, head!)
    }
  })

  test('leaves a lease alone that has passed to somebody else', async () => {
    await publish(one, 'first')
    await publish(one, 'second')
    const [head] = await take(one)
    await one.query('UPDATE delivery SET due_at = now() WHERE attempt = 1')
    const [again] = await take(two)
    expect([again!.id, again!.attempt]).toEqual(['first', 2])
    expect(await settle(one, head!)).toEqual([])
    expect(await take(one)).toEqual([])
    expect(await settle(two, again!)).toEqual([queue])
  })
})

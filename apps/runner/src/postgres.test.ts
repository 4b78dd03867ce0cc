import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { EmbeddedPostgres, secretNames } from './postgres.ts'
import { Secrets } from './secrets.ts'
import { Keeper, type KeeperEvent } from './supervisor/keeper.ts'

async function prepared() {
  const data = await mkdtemp(join(tmpdir(), 'renting-postgres-'))
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  const secrets = await Secrets.open(data, secretNames(['user', 'order']))
  const servers: { kill(): void }[] = []
  const make = () =>
    new EmbeddedPostgres({
      data,
      secrets,
      databases: [{ service: 'user' }, { service: 'order', extensions: ['btree_gist'] }],
      brokerUsers: ['user', 'order'],
      onLine: () => {},
      onStart: (server) => servers.push(server),
    })
  return { make, servers }
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

test('each service has its own database, and shares the one of the broker', async () => {
  const { make } = await prepared()
  const postgres = make()
  const keeper = new Keeper(postgres)
  onTestFinished(() => keeper.stop(10_000))
  await keeper.start()
  const who = 'SELECT current_database() AS database, session_user AS role'
  expect(await query(postgres.urlOf('user'), who)).toEqual([{ database: 'renting_user', role: 'renting_user' }])
  expect(await query(postgres.brokerUrlOf('order'), who)).toEqual([
    { database: 'renting_broker', role: 'renting_order' },
  ])
  await expect(query(postgres.urlOf('user').replace(/\w+$/, 'renting_order'), who)).rejects.toThrow('permission denied')
  expect(() => postgres.urlOf('house')).toThrow('house has no database here')
})

test('data and connection strings survive the death of the server', async () => {
  const { make, servers } = await prepared()
  const postgres = make()
  const restarted = Promise.withResolvers<KeeperEvent>()
  const keeper = new Keeper(postgres, {
    first: 10,
    onEvent: (event) => event.type === 'restarted' && restarted.resolve(event),
  })
  onTestFinished(() => keeper.stop(10_000))
  await keeper.start()
  const url = postgres.urlOf('order')
  await query(url, 'CREATE TABLE kept AS SELECT 1 AS n')
  servers[0]?.kill()
  await restarted.promise
  expect(postgres.urlOf('order')).toBe(url)
  expect(await query(url, 'SELECT n FROM kept')).toEqual([{ n: 1 }])
})

test('data survive a stop, whatever the port is next time', async () => {
  const { make } = await prepared()
  const first = make()
  const keeper = new Keeper(first)
  await keeper.start()
  await query(first.urlOf('user'), 'CREATE TABLE kept AS SELECT 1 AS n')
  await keeper.stop(10_000)
  const second = make()
  const again = new Keeper(second)
  onTestFinished(() => again.stop(10_000))
  await again.start()
  expect(await query(second.urlOf('user'), 'SELECT n FROM kept')).toEqual([{ n: 1 }])
})

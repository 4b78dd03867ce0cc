import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import { createLogger } from '../log/logger.ts'
import { createPool, endPool } from './pool.ts'

const log = createLogger({ name: 'test', level: 'silent' })

function newPool() {
  return createPool({ url: inject('postgresUrl'), name: 'pool test', log, max: 3 })
}

test('a pool is ended when its connections are closed', async () => {
  const pool = newPool()
  const clients = await Promise.all([pool.connect(), pool.connect(), pool.connect()])
  let closed = 0
  for (const client of clients) void once(client, 'end').then(() => closed++)
  for (const client of clients) client.release()
  await endPool(pool)
  await turn() // the clients say so a moment after their sockets
  expect(closed).toBe(3)
})

test('a pool without connections is ended at once', async () => {
  await expect(endPool(newPool())).resolves.toBeUndefined()
})

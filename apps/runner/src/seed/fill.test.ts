import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { todayIn } from '@renting/platform/values'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'
import { fill } from './fill.ts'

let data: string
let platform: Platform
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'renting-seed-'))
  platform = await startPlatform({
    data,
    single: true,
    env: { ...process.env, RENTING_SEED: 'off', LOG_LEVEL: 'error' },
  })
}, 120_000)
afterAll(async () => {
  await platform?.stop()
  await rm(data, { recursive: true, force: true, maxRetries: 10 })
})

async function ask<T>(service: string, text: string): Promise<T[]> {
  const client = new Client({ connectionString: platform.urlOf(service) })
  await client.connect()
  try {
    return (await client.query(text)).rows as T[]
  } finally {
    await client.end()
  }
}

test('the services agree on what was made, and done again nothing is made twice', async () => {
  const said: string[] = []
  // As where the houses are: a stay that begins today may change its state meanwhile.
  const today = todayIn('Asia/Shanghai', Date.now())
  const made = () => fill({ houses: 200, today, urlOf: platform.urlOf, say: (line) => said.push(line) })
  await made()
  expect(said).toContainEqual(expect.stringMatching(/^order: 600 bookings in /))
  await made()
  expect(said).toContainEqual(expect.stringMatching(/^order: 0 bookings in /))

  const key = `concat_ws(' ', house_id, check_in, check_out`
  const seen = await ask('house', `SELECT ${key}, order_id, version, taken) AS text FROM booking ORDER BY 1`)
  const blocking = `(status = 'PAID')`
  expect(seen).toHaveLength(600)
  expect(await ask('order', `SELECT ${key}, id, version, ${blocking}) AS text FROM booking ORDER BY 1`)).toEqual(seen)
  const held = `SELECT concat_ws(' ', house_id, lower(during), upper(during)) AS text FROM occupancy ORDER BY 1`
  expect(await ask('order', held)).toEqual(
    await ask('house', `SELECT ${key}) AS text FROM booking WHERE taken ORDER BY 1`),
  )

  const [sums] = await ask(
    'order',
    `SELECT
    bool_and(total = (SELECT sum(price) FROM night WHERE order_id = booking.id)) AS priced,
    bool_and(version = (SELECT count(*) FROM step WHERE order_id = booking.id)) AS told,
    bool_and(status = (SELECT to_status FROM step WHERE order_id = booking.id ORDER BY version DESC LIMIT 1)) AS ended
    FROM booking`,
  )
  expect(sums).toEqual({ priced: true, told: true, ended: true })
  const [counted] = await ask(
    'house',
    `SELECT bool_and(
      order_count = (SELECT count(*) FROM booking b WHERE b.house_id = house.id AND counted)
      AND rating_sum = (SELECT coalesce(sum(rating), 0) FROM review r WHERE r.house_id = house.id)) AS right FROM house`,
  )
  expect(counted).toEqual({ right: true })
})

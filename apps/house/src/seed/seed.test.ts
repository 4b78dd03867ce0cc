import { memoryObjects } from '@renting/platform/vitest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { houseDatabase } from '../../test/database.ts'
import { PrismaHouseStore } from '../store/house-store.ts'
import { seedHouses } from './seed.ts'

const urlOf = (key: string) => `/media/${key}`
const clock = { time: () => Date.parse('2026-11-20T04:00:00Z') }
let database: Awaited<ReturnType<typeof houseDatabase>>
beforeAll(async () => {
  database = await houseDatabase()
})
afterAll(() => database.close())

test('two hundred houses are published with their pictures, once however often and by how many', async () => {
  const objects = memoryObjects()
  const parts = { database, objects, urlOf, clock }
  await Promise.all([seedHouses(parts), seedHouses(parts)])
  await seedHouses({ ...parts, clock: { time: () => clock.time() + 1 } })
  const { rows: counts } = await database.pool.query(`SELECT count(*)::int AS houses,
    count(DISTINCT area_id)::int AS areas, max(created_at) < '2026-11-20T04:00:00Z' AS past,
    (SELECT count(*)::int FROM outbox) AS events FROM house`)
  expect(counts).toEqual([{ houses: 200, areas: 15, past: true, events: 200 }])

  const house = await new PrismaHouseStore(database, clock, urlOf).find('demo-house-001')
  expect(house).toMatchObject({ landlord: { id: 'demo-landlord', name: '王芳' }, rating: undefined })
  expect(house?.images.map((image) => image.id)).toEqual([1, 2, 3].map((place) => `demo-house-001-${place}`))

  const { rows } = await database.pool.query<{ key: string; size: string }>(
    'SELECT unnest(ARRAY[key, thumbnail_key]) AS key FROM house_image',
  )
  expect(rows).toHaveLength(1200)
  let bytes = 0
  for (const { key } of rows) {
    const { type, size, body } = (await objects.get(key))!
    body.destroy()
    expect(type).toBe('image/webp')
    expect(size).toBeLessThan(60_000)
    bytes += size
  }
  expect(bytes).toBeLessThan(25_000_000)
}, 180_000)

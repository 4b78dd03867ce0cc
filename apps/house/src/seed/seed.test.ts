import { afterAll, beforeAll, expect, test } from 'vitest'
import { houseDatabase } from '../../test/database.ts'
import { PrismaHouseStore } from '../store/house-store.ts'
import { seedHouses } from './seed.ts'

let database: Awaited<ReturnType<typeof houseDatabase>>
beforeAll(async () => {
  database = await houseDatabase()
})
afterAll(() => database.close())

const urlOf = (key: string) => `/media/${key}`

test('a dozen houses are published, once however often and by how many', async () => {
  await Promise.all([seedHouses(database, urlOf), seedHouses(database, urlOf)])
  await seedHouses(database, urlOf)
  const store = new PrismaHouseStore(database, { time: () => 0 }, urlOf)
  const houses = await store.search({ facilityIds: [], sort: 'newest', limit: 50 })
  expect(houses).toHaveLength(12)
  expect(new Set(houses.map((house) => house.title)).size).toBe(12)
  expect(new Set(houses.map((house) => house.area.id)).size).toBeGreaterThan(6)
  for (const { landlord } of houses) expect(landlord).toEqual({ id: 'demo-landlord', name: '王芳' })
  const { rows } = await database.pool.query('SELECT count(*)::int AS events FROM outbox')
  expect(rows).toEqual([{ events: 12 }])
})

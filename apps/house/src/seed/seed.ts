import { type Database, demoPeople } from '@renting/platform'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { publish } from '../domain/house.ts'
import { PrismaHouseTransaction } from '../store/house-transaction.ts'
import { demoHouses } from './houses.ts'

/** When the first was published, and each a day after the one before: always the same, so that two seeds are alike. */
const first = Date.parse('2026-01-02T00:00:00Z')
const day = 86_400_000

/** Publishes the landlord's houses, unless there is any house; two instances that start together publish them once. */
export async function seedHouses(database: Database<PrismaClient>, urlOf: (key: string) => string): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('seed', 0))`
    if ((await tx.house.findFirst()) !== null) return
    const houses = new PrismaHouseTransaction(tx, urlOf)
    const catalog = await houses.catalog()
    const landlord = { ...demoPeople.landlord, verified: true }
    for (const [index, details] of demoHouses.entries()) {
      const id = `demo-house-${String(index + 1).padStart(2, '0')}`
      await houses.add(publish(id, landlord, details, catalog, first + index * day))
    }
  })
}

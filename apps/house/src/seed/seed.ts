import type { Database } from '@renting/platform'
import { type DemoHouse, demoHouses, demoLandlords, demoPeople } from '@renting/platform/demo'
import type { ObjectStore } from '@renting/platform/objects'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { publish } from '../domain/house.ts'
import { PrismaHouseTransaction } from '../store/house-transaction.ts'
import { imagesOf, storePictures } from './pictures/store.ts'

export interface SeedParts {
  readonly database: Database<PrismaClient>
  readonly objects: ObjectStore
  readonly urlOf: (key: string) => string
  /** Decides when the houses have been published: some time ago. */
  readonly clock: { time(): number }
}

const hour = 3_600_000
/** Before the first of the bookings that the order service's seed knows of. */
const latest = 220 * 24 * hour
/** Longer than the houses take on a machine that is busy. */
const timeout = 60_000

/** Publishes the houses of the demonstration with their pictures, unless there is any house. */
export async function seedHouses({ database, objects, urlOf, clock }: SeedParts): Promise<void> {
  if ((await database.client.house.findFirst()) !== null) return
  const houses = demoHouses()
  // Before the transaction, which nothing should keep open for seconds. Two instances that start together draw the same
  // under the same keys.
  await storePictures(houses, objects)
  await database.transaction(
    async (tx) => {
      // Of two instances that start together one publishes, and the other waits for it.
      await tx.$executeRaw`SET LOCAL statement_timeout = 0`
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('seed', 0))`
      if ((await tx.house.findFirst()) !== null) return
      const store = new PrismaHouseTransaction(tx, urlOf)
      const catalog = await store.catalog()
      const now = clock.time()
      const people = [demoPeople.landlord, ...demoLandlords]
      for (const [index, house] of houses.entries()) {
        const landlord = { ...people.find((person) => person.id === house.landlordId)!, verified: true }
        const at = now - latest - index * 19 * hour
        const published = publish(house.id, landlord, detailsOf(house), catalog, at)
        await store.add({ ...published, images: imagesOf(house.id) })
      }
    },
    { timeout },
  )
}

function detailsOf({ id, landlordId, kind, ...details }: DemoHouse) {
  return details
}

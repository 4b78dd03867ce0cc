import type { Database } from '@renting/platform'
import { type DemoHouse, demoHouses, demoLandlords, demoPeople, seedOnce } from '@renting/platform/demo'
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

/** Publishes the houses of the demonstration with their pictures, unless there is any house. */
export async function seedHouses({ database, objects, urlOf, clock }: SeedParts): Promise<void> {
  const houses = demoHouses()
  await seedOnce(database, {
    isEmpty: async (sql) => (await sql.house.findFirst()) === null,
    // The same under the same keys, whoever draws.
    prepare: () => storePictures(houses, objects),
    async fill(tx) {
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
  })
}

function detailsOf({ id, landlordId, kind, ...details }: DemoHouse) {
  return details
}

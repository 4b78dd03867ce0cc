import type { Database } from '@renting/platform'
import { testDatabase } from '@renting/platform/vitest'
import { PrismaClient } from '../gen/prisma/client.ts'
import type { Stays } from '../src/domain/store.ts'
import { SqlStays } from '../src/store/stays.ts'

const migrations = new URL('../prisma/migrations/', import.meta.url)

export function houseDatabase(): Promise<Database<PrismaClient>> {
  return testDatabase({ migrations, client: (options) => new PrismaClient(options) })
}

/** What the order service has told, each event in a transaction of its own. */
export function staysOf({ plain }: Database<PrismaClient>): Stays {
  const inTransaction = (work: (stays: Stays) => Promise<void>) => plain.transaction((tx) => work(new SqlStays(tx)))
  return {
    keepBooking: (booking) => inTransaction((stays) => stays.keepBooking(booking)),
    countStay: (orderId, review) => inTransaction((stays) => stays.countStay(orderId, review)),
  }
}

/** As a service would show the object of a key. */
export const urlOf = (key: string) => `/media/${key}`

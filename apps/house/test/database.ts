import type { Database } from '@renting/platform'
import { testDatabase } from '@renting/platform/vitest'
import { PrismaClient } from '../gen/prisma/client.ts'

const migrations = new URL('../prisma/migrations/', import.meta.url)

export function houseDatabase(): Promise<Database<PrismaClient>> {
  return testDatabase({ migrations, client: (options) => new PrismaClient(options) })
}

/** As a service would show the object of a key. */
export const urlOf = (key: string) => `/media/${key}`

import type { Database } from '../src/database/database.ts'
import { testDatabase } from '../src/vitest.ts'
import { PrismaClient } from './gen/prisma/client.ts'

export const migrations = new URL('./prisma/migrations/', import.meta.url)

export type ThingsDatabase = Database<PrismaClient>

export function thingsDatabase(): Promise<ThingsDatabase> {
  return testDatabase({ migrations, client: (options) => new PrismaClient(options) })
}

export { type Thing, ThingChanged } from './fixture-event.ts'

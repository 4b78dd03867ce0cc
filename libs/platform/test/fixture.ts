import type { Database } from '../src/database/database.ts'
import { testDatabase } from '../src/vitest.ts'
import { PrismaClient } from './gen/prisma/client.ts'
import { migrations } from './migrations.ts'

export type ThingsDatabase = Database<PrismaClient>

export function thingsDatabase(): Promise<ThingsDatabase> {
  return testDatabase({ migrations, client: (options) => new PrismaClient(options) })
}

export { type Thing, ThingChanged } from './fixture-event.ts'

import type { Database } from '@renting/platform'
import { testDatabase } from '@renting/platform/vitest'
import { PrismaClient } from '../gen/prisma/client.ts'
import { PrismaUserStore } from '../src/store/user-store.ts'

const migrations = new URL('../prisma/migrations/', import.meta.url)

export function userDatabase(): Promise<Database<PrismaClient>> {
  return testDatabase({ migrations, client: (options) => new PrismaClient(options) })
}

export const urlOf = (key: string): string => `/media/${key}`

export function userStore(database: Database<PrismaClient>): PrismaUserStore {
  return new PrismaUserStore(database, urlOf)
}

/** Migrates as a service does at its start, and says what it applied. */
import { createLogger, migrate, platformMigrations } from '../src/index.ts'

const folders = [platformMigrations, new URL('./prisma/migrations/', import.meta.url)]
const log = createLogger({ name: 'child', level: 'silent' })
process.stdout.write(JSON.stringify(await migrate({ url: process.env.DATABASE_URL ?? '', folders, log })))

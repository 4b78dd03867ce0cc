import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from '@micro/postgres-server'
import { UserService } from '@renting/contracts/user/v1'
import { createLogger, type Database, openDatabase, SettingsError } from '@renting/platform'
import { TestFleet } from '@renting/platform/vitest'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { PrismaClient } from '../gen/prisma/client.ts'
import { memoryLog } from '../test/log.ts'
import { Seal } from './secrets/seal.ts'
import { user } from './service.ts'

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const idOf = (fill: number) => new Seal(key(fill)).keyId
const tenant = { userId: 'demo-tenant', verified: true, name: '' }
const patient = { timeout: 20_000, interval: 20 }

let fleet: TestFleet
let database: Database<PrismaClient>
let environment: { DATABASE_URL: string; RENTING_SEED: string; OBJECT_FOLDER: string }

beforeEach(async () => {
  fleet = new TestFleet()
  const { url } = await createDatabase(inject('postgresUrl'))
  environment = { DATABASE_URL: url, RENTING_SEED: 'on', OBJECT_FOLDER: await mkdtemp(join(tmpdir(), 'user-')) }
  const log = createLogger({ name: 'test', level: 'error' })
  database = openDatabase({ url, name: 'test', log, client: (options) => new PrismaClient(options) })
})
afterEach(async () => {
  await database.close()
  await fleet.stop()
  await rm(environment.OBJECT_FOLDER, { recursive: true, force: true })
})

/** Each once, however many numbers it has sealed. */
async function sealedBy(): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    'SELECT DISTINCT identity_key_id(sealed_id_number) AS id FROM user_account WHERE sealed_id_number IS NOT NULL',
  )
  return rows.map((row) => row.id)
}

test('a new key takes over while the service runs, in however many instances, and each opening is on record once', async () => {
  await (await fleet.start(user, { ...environment, IDENTITY_KEY: key(1) })).stop()
  expect(await sealedBy()).toEqual([idOf(1)])
  const next = { ...environment, IDENTITY_KEY: key(2), IDENTITY_KEYS_OLD: `${key(3)},${key(1)}` }
  await Promise.all([fleet.start(user, next), fleet.start(user, next)])
  await expect.poll(sealedBy, patient).toEqual([idOf(2)])
  const users = (await fleet.peer('outside')).client(UserService)
  const { idNumber } = await users.revealIdentity({ actor: tenant, purpose: 'to see that it opens' })
  expect(idNumber).toMatch(/^\d{17}[\dX]$/)
  const { rows } = await database.pool.query(
    'SELECT opened_by AS by, user_id AS whose FROM identity_opening ORDER BY id',
  )
  const verified = await database.client.user.count({ where: { identityStatus: 'VERIFIED' } })
  expect(rows).toHaveLength(verified + 1)
  expect(rows).toEqual(
    expect.arrayContaining([
      { by: 'renting.user', whose: 'demo-tenant' },
      { by: 'renting.user', whose: 'demo-landlord' },
      { by: 'demo-tenant', whose: 'demo-tenant' },
    ]),
  )
})

test('without the key that has sealed, it starts, and says what is missing and where it belongs', async () => {
  await (await fleet.start(user, { ...environment, IDENTITY_KEY: key(1) })).stop()
  const { log, text } = memoryLog()
  await fleet.start(user, { ...environment, IDENTITY_KEY: key(2) }, log)
  expect(text()).toContain('IDENTITY_KEYS_OLD')
  expect(text()).toContain(idOf(1))
  for (const fill of [1, 2]) expect(text()).not.toContain(key(fill))
  const users = (await fleet.peer('outside')).client(UserService)
  await users.signIn({ mobile: '13800000001', password: 'renting-demo' })
  await expect(users.revealIdentity({ actor: tenant, purpose: 'to see whether it opens' })).rejects.toMatchObject({
    code: 500,
    detail: 'internal error',
  })
  const { rows } = await database.pool.query('SELECT FROM identity_opening')
  expect(rows).toEqual([])
})

test.each(['c2hvcnQ=', `${key(1)},`, `${key(1)};${key(2)}`])(
  'keys in the wrong form are refused, unseen: %s',
  async (given) => {
    const refusal = await fleet
      .start(user, { ...environment, IDENTITY_KEYS_OLD: given })
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(SettingsError)
    expect((refusal as SettingsError).message).toMatch(/^IDENTITY_KEYS_OLD /)
    expect((refusal as SettingsError).message).not.toContain(given)
  },
)

import { demoPassword, demoPeople } from '@renting/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { userDatabase, userStore } from '../../test/database.ts'
import { checkIdNumber } from '../domain/identity.ts'
import { isPassword } from '../secrets/password-hash.ts'
import { Seal } from '../secrets/seal.ts'
import { developmentIdentityKey } from '../settings.ts'
import { seedPeople } from './people.ts'

let database: Awaited<ReturnType<typeof userDatabase>>
beforeAll(async () => {
  database = await userDatabase()
})
afterAll(() => database.close())

test('three people can sign in, made once however often and by how many they are made', async () => {
  const store = userStore(database)
  const seal = new Seal(developmentIdentityKey)
  await Promise.all([seedPeople(store, seal), seedPeople(store, seal)])
  await seedPeople(store, seal)
  expect(await database.client.user.count()).toBe(3)
  const { rows } = await database.pool.query('SELECT count(*)::int AS events FROM outbox')
  expect(rows).toEqual([{ events: 3 }])
  for (const [role, { mobile }] of Object.entries(demoPeople)) {
    const found = await store.findCredentials(mobile)
    expect(await isPassword(demoPassword, found!.passwordHash)).toBe(true)
    expect(found!.user.identity.status).toBe(role === 'newcomer' ? 'NONE' : 'VERIFIED')
    const { sealedIdNumber } = await database.client.user.findUniqueOrThrow({ where: { mobile } })
    if (sealedIdNumber !== null) {
      const number = seal.open(sealedIdNumber, found!.user.id)
      expect(checkIdNumber(number, Date.parse('2026-11-20'))).toBe(number)
    }
  }
})

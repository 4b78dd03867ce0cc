import { demoPassword, demoPeople } from '@renting/platform/demo'
import { memoryObjects } from '@renting/platform/vitest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urlOf, userDatabase, userStore } from '../../test/database.ts'
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

test('the people are made once, with pictures, however often and by how many; three are told how to sign in', async () => {
  const store = userStore(database)
  const seal = new Seal(developmentIdentityKey)
  const objects = memoryObjects()
  const parts = { database, objects, urlOf, seal }
  await Promise.all([seedPeople(parts), seedPeople(parts)])
  await seedPeople(parts)
  const { rows } = await database.pool.query(`SELECT count(*)::int AS people, count(avatar_key)::int AS pictures,
    count(*) FILTER (WHERE identity_status = 'VERIFIED')::int AS verified,
    (SELECT count(*)::int FROM outbox) AS events FROM user_account`)
  expect(rows).toEqual([{ people: 23, pictures: 22, verified: 22, events: 23 }])
  const picture = await objects.get('avatars/demo-tenant/demo.webp')
  expect(picture?.type).toBe('image/webp')
  picture?.body.destroy()
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

import type { Database } from '@renting/platform'
import {
  type DemoPerson,
  demoLandlords,
  demoPassword,
  demoPeople,
  demoTenants,
  eachOf,
  rasterise,
  seedOnce,
} from '@renting/platform/demo'
import { pictureType } from '@renting/platform/images'
import type { ObjectStore, Objects } from '@renting/platform/objects'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { checkCharacter } from '../domain/identity.ts'
import { avatarKey, avatarSide } from '../domain/picture.ts'
import { newUser, withIdentity } from '../domain/user.ts'
import { hashPassword } from '../secrets/password-hash.ts'
import type { Seal } from '../secrets/seal.ts'
import { PrismaUserTransaction } from '../store/user-transaction.ts'
import { drawAvatar } from './avatar.ts'

/** When they registered: always the same, so that two seeds are alike. */
const createdAt = Date.parse('2025-01-01T00:00:00Z')

const people: readonly DemoPerson[] = [...Object.values(demoPeople), ...demoLandlords, ...demoTenants]

export interface SeedParts extends Pick<Objects, 'urlOf'> {
  readonly database: Database<PrismaClient>
  readonly objects: ObjectStore
  readonly seal: Seal
}

/**
 * Makes the people of the demonstration, the three that sign in and those who have let and rented, unless there is any
 * account. All have a picture and are verified, but for the newcomer.
 */
export async function seedPeople({ database, objects, urlOf, seal }: SeedParts): Promise<void> {
  const verified = people.filter(({ id }) => id !== demoPeople.newcomer.id)
  const keyOf = ({ id }: DemoPerson) => avatarKey(id, 'demo')
  await seedOnce(database, {
    isEmpty: async (sql) => (await sql.user.findFirst()) === null,
    prepare: () =>
      eachOf(verified, async (person) => {
        const [picture] = await rasterise(drawAvatar(person), [avatarSide])
        await objects.put(keyOf(person), picture!, pictureType)
      }),
    async fill(tx) {
      // One password, one hash: each of its own would take as long as all else.
      const passwordHash = await hashPassword(demoPassword)
      const store = new PrismaUserTransaction(tx, urlOf)
      for (const [index, person] of people.entries()) {
        const { id, mobile, name } = person
        const user = newUser(id, mobile, name, createdAt)
        if (!verified.includes(person)) {
          await store.add(user, passwordHash)
          continue
        }
        const key = keyOf(person)
        const shown = { ...user, avatar: { key, url: urlOf(key) } }
        await store.add(shown, passwordHash)
        const number = idNumber(index)
        await store.saveIdentity(withIdentity(shown, 'VERIFIED', name, number), seal.close(number, id))
      }
    },
  })
}

/** One that adds up, of nobody: the serial number 000 is not given out. */
function idNumber(index: number): string {
  const digits = `11010119${70 + index}0307000`
  return digits + checkCharacter(digits)
}

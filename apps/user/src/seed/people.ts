import { demoPassword, demoPeople } from '@renting/platform'
import { checkCharacter } from '../domain/identity.ts'
import type { UserStore } from '../domain/store.ts'
import { newUser, withIdentity } from '../domain/user.ts'
import { hashPassword } from '../secrets/password-hash.ts'
import type { Seal } from '../secrets/seal.ts'

/** When they registered: always the same, so that two seeds are alike. */
const createdAt = Date.parse('2026-01-01T00:00:00Z')

/** Identity numbers that add up, of nobody: the serial number 000 is not given out. */
const idNumbers = { tenant: idNumber('11010119900307000'), landlord: idNumber('11010219851122000') } as const

/**
 * Makes the three people who can sign in: a verified tenant, a verified landlord, and a newcomer. Each once; two
 * instances that start together make them once too.
 */
export async function seedPeople(store: UserStore, seal: Seal): Promise<void> {
  for (const [role, { id, mobile, name }] of Object.entries(demoPeople)) {
    await store.transaction(async (tx) => {
      await tx.lockMobile(mobile)
      if ((await tx.findByMobile(mobile)) !== undefined) return
      const user = newUser(id, mobile, name, createdAt)
      await tx.add(user, await hashPassword(demoPassword))
      if (role === 'newcomer') return
      const number = idNumbers[role as keyof typeof idNumbers]
      await tx.saveIdentity(withIdentity(user, 'VERIFIED', name, number), seal.close(number, id))
    })
  }
}

function idNumber(digits: string): string {
  return digits + checkCharacter(digits)
}

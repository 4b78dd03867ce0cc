import type { Clock } from '@micro/core'
import type { UserStore } from '../domain/store.ts'
import { openIdNumber } from '../secrets/open-id-number.ts'
import type { Seal } from '../secrets/seal.ts'

export interface Reseal {
  readonly store: Pick<UserStore, 'keysBefore' | 'transaction'>
  readonly seal: Seal
  readonly clock: Pick<Clock, 'time'>
}

/** Who opens them, as the record has it. */
const by = 'renting.user'
const purpose = 'to be sealed by another key'

/**
 * Seals anew, by the key that seals, some of the identity numbers that older keys have sealed. Instances share the work.
 * One that still runs with an older key leaves alone what a newer one has sealed, so they never undo each other's work.
 *
 * @returns how many; 0 when none is left
 */
export async function reseal({ store, seal, clock }: Reseal, limit = 20): Promise<number> {
  const older = (await store.keysBefore(seal.keyId)).filter((keyId) => seal.keyIds.includes(keyId))
  if (older.length === 0) return 0
  return await store.transaction(async (tx) => {
    const numbers = await tx.takeSealedBy(older, limit)
    for (const { userId, idNumber } of numbers) {
      const text = await openIdNumber({ seal, clock, by, purpose }, tx, { userId, idNumber })
      await tx.replaceSealed({ userId, idNumber: seal.close(text, userId) })
    }
    return numbers.length
  })
}

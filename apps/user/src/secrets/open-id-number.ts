import type { Clock } from '@micro/core'
import type { SealedIdNumber, UserTransaction } from '../domain/store.ts'
import type { Seal } from './seal.ts'

export interface Opener {
  readonly seal: Seal
  readonly clock: Pick<Clock, 'time'>
  /** A user, or the service itself. */
  readonly by: string
  readonly purpose: string
}

/**
 * The one way to an identity number in clear text: on record before anybody sees it, and only if the record stays.
 *
 * @throws Error that says whose number does not open
 */
export async function openIdNumber(
  { seal, clock, by, purpose }: Opener,
  tx: UserTransaction,
  { userId, idNumber }: SealedIdNumber,
): Promise<string> {
  await tx.recordOpening({ by, userId, purpose, at: clock.time() })
  try {
    return seal.open(idNumber, userId)
  } catch (cause) {
    throw new Error(`the identity number of ${userId} does not open`, { cause })
  }
}

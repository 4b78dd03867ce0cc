import type { UserProfileChanged } from '@renting/contracts/user/v1'
import type { HouseTransaction } from '../domain/store.ts'

/** Keeps how landlords and authors of reviews are shown. */
export async function keepPerson(
  { userId, version, name, avatarUrl }: UserProfileChanged,
  tx: Pick<HouseTransaction, 'keepPerson'>,
): Promise<void> {
  await tx.keepPerson({ id: userId, name, avatarUrl }, version)
}

import type { UpdateProfileRequest, UpdateProfileResponse } from '@renting/contracts/user/v1'
import { signedIn } from '@renting/platform/values'
import { existing, renamed } from '../domain/user.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage } from './messages.ts'

export async function updateProfile(
  { store }: Dependencies,
  { actor, name }: UpdateProfileRequest,
): Promise<UpdateProfileResponse> {
  const { userId } = signedIn(actor)
  return await store.transaction(async (tx) => {
    const user = existing(await tx.lock(userId))
    const changed = renamed(user, name)
    if (changed !== user) await tx.saveProfile(changed)
    return { user: toMessage(changed) }
  })
}

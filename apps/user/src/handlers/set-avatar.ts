import { randomUUID } from 'node:crypto'
import type { SetAvatarRequest, SetAvatarResponse } from '@renting/contracts/user/v1'
import { collect, openUpload, pictureType, render } from '@renting/platform/images'
import { signedIn } from '@renting/platform/values'
import { avatarKey, avatarSide } from '../domain/picture.ts'
import { existing, withAvatar } from '../domain/user.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage } from './messages.ts'

const size = { width: avatarSide, height: avatarSide, fit: 'cover' } as const

/** The picture is noted before it is stored, and taken with the change of the account: see `unusedObjects`. */
export async function setAvatar(
  { store, objects, urlOf }: Dependencies,
  requests: AsyncIterable<SetAvatarRequest>,
): Promise<SetAvatarResponse> {
  const { first, content } = await openUpload(requests)
  const { userId } = signedIn(first?.actor)
  existing(await store.find(userId))
  const [picture] = await render(await collect(content), [size])

  const key = avatarKey(userId, randomUUID())
  await store.notePicture(key)
  await objects.put(key, picture!, pictureType)
  return await store.transaction(async (tx) => {
    const user = existing(await tx.lock(userId))
    await tx.takePicture(key)
    const changed = withAvatar(user, { key, url: urlOf(key) })
    await tx.saveProfile(changed)
    if (user.avatar !== undefined) await tx.dropPicture(user.avatar.key)
    return { user: toMessage(changed) }
  })
}

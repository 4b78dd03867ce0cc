import { randomUUID } from 'node:crypto'
import type { SetAvatarRequest, SetAvatarResponse } from '@renting/contracts/user/v1'
import { collect, pictureType, render } from '@renting/platform/images'
import { Refusal, signedIn } from '@renting/platform/values'
import { avatarKey, avatarSide, pictureLimit, replacedLifetime, untakenLifetime } from '../domain/picture.ts'
import { existing, withAvatar } from '../domain/user.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage } from './messages.ts'

const size = { width: avatarSide, height: avatarSide, fit: 'cover' } as const

/**
 * A picture is noted as one that nobody has before it is stored, and the note goes when the account takes it. So what a
 * crash leaves behind is found and removed, and a picture that is shown never is.
 */
export async function setAvatar(
  { store, objects, urlOf, clock }: Dependencies,
  requests: AsyncIterable<SetAvatarRequest>,
): Promise<SetAvatarResponse> {
  const parts = requests[Symbol.asyncIterator]()
  const first = await parts.next()
  const { userId } = signedIn(first.done ? undefined : first.value.actor)
  existing(await store.find(userId))
  const [picture] = await render(await collect(contentOf(parts), pictureLimit), [size])

  const key = avatarKey(userId, randomUUID())
  await store.notePicture(key, clock.time() + untakenLifetime)
  await objects.put(key, picture!, pictureType)
  return await store.transaction(async (tx) => {
    const user = existing(await tx.lock(userId))
    await tx.takePicture(key)
    const changed = withAvatar(user, { key, url: urlOf(key) })
    await tx.saveProfile(changed)
    if (user.avatar !== undefined) await tx.dropPicture(user.avatar.key, clock.time() + replacedLifetime)
    return { user: toMessage(changed) }
  })
}

async function* contentOf(parts: AsyncIterator<SetAvatarRequest>): AsyncGenerator<Uint8Array> {
  for await (const { content } of { [Symbol.asyncIterator]: () => parts }) {
    if (content === undefined) throw new Refusal('invalid', 'INVALID_IMAGE', 'after the first part come bytes alone')
    yield content
  }
}

import type { Actor } from '@renting/contracts/common/v1'
import { IdentityStatus, type User as UserMessage } from '@renting/contracts/user/v1'
import { maskMobile } from '../domain/mobile.ts'
import type { User } from '../domain/user.ts'

/** An account as its owner sees it. */
export function toMessage({ id, name, mobile, avatar, identity, createdAt }: User): UserMessage {
  return {
    id,
    name,
    mobile: maskMobile(mobile),
    avatarUrl: avatar?.url,
    identity: {
      status: IdentityStatus[identity.status],
      realName: identity.realName,
      idNumber: identity.maskedIdNumber,
    },
    createdAtMs: createdAt,
  }
}

/** A person as the other services know who acts. */
export function toActor({ id, name, avatar, identity }: User): Actor {
  return { userId: id, name, avatarUrl: avatar?.url, verified: identity.status === 'VERIFIED' }
}

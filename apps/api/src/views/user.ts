import { IdentityStatusName, type User } from '@renting/contracts/user/v1'
import type { UserView } from '../schemas/user.ts'
import { momentView, present } from './common.ts'

export function userView(message: User | undefined): UserView {
  const user = present(message, 'a user')
  const { status, realName, idNumber } = present(user.identity, 'an identity')
  const name = IdentityStatusName[status]
  return {
    id: user.id,
    name: user.name,
    mobile: user.mobile,
    avatarUrl: user.avatarUrl ?? null,
    identity: {
      status: name === 'UNSPECIFIED' ? 'NONE' : name,
      ...(realName !== undefined && { realName }),
      ...(idNumber !== undefined && { idNumber }),
    },
    createdAt: momentView(user.createdAtMs),
  }
}

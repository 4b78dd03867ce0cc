import type { Prisma } from '../../gen/prisma/client.ts'
import type { IdentityStatus } from '../domain/identity.ts'
import type { User } from '../domain/user.ts'

export type UserRow = Prisma.UserGetPayload<object>

export function fromRow(row: UserRow): User {
  return {
    id: row.id,
    version: Number(row.version),
    mobile: row.mobile,
    name: row.name,
    avatarUrl: row.avatarUrl ?? undefined,
    identity: {
      // The column allows no other values.
      status: row.identityStatus as IdentityStatus,
      realName: row.realName ?? undefined,
      maskedIdNumber: row.maskedIdNumber ?? undefined,
    },
    createdAt: row.createdAt.getTime(),
  }
}

export function toRow(user: User, passwordHash: string): Prisma.UserCreateInput {
  return {
    id: user.id,
    version: user.version,
    mobile: user.mobile,
    name: user.name,
    avatarUrl: user.avatarUrl ?? null,
    passwordHash,
    identityStatus: user.identity.status,
    createdAt: new Date(user.createdAt),
  }
}

import type { Prisma } from '../../gen/prisma/client.ts'
import type { IdentityStatus } from '../domain/identity.ts'
import type { Session, SessionEnd } from '../domain/session.ts'
import type { User } from '../domain/user.ts'

export type UserRow = Prisma.UserGetPayload<object>
type SessionRow = Prisma.SessionGetPayload<object>

/** Where the picture with this key is seen. */
export type UrlOf = (key: string) => string

export function fromRow(row: UserRow, urlOf: UrlOf): User {
  return {
    id: row.id,
    version: Number(row.version),
    mobile: row.mobile,
    name: row.name,
    avatar: row.avatarKey === null ? undefined : { key: row.avatarKey, url: urlOf(row.avatarKey) },
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
    avatarKey: user.avatar?.key ?? null,
    passwordHash,
    identityStatus: user.identity.status,
    createdAt: new Date(user.createdAt),
  }
}

export function fromSessionRow({ userId, begunAt, expiresAt, revokedAt, revokedBy }: SessionRow): Session {
  return {
    userId,
    begunAt: begunAt.getTime(),
    expiresAt: expiresAt.getTime(),
    // The columns are set together, and allow no other values.
    revoked: revokedAt === null ? undefined : { at: revokedAt.getTime(), by: revokedBy as SessionEnd },
  }
}

import { Refusal } from '@renting/platform/values'

const HOUR = 3_600_000

/** Milliseconds a session lasts unless it is used. */
export const sessionLifetime = 30 * 24 * HOUR
/** Milliseconds for which what is over is still listed to its owner. */
export const endedSessionLifetime = 30 * 24 * HOUR
/** Sessions listed at most, the newest. */
export const listedSessions = 100

/** Why a session was ended before its time. */
export type SessionEnd = 'SIGN_OUT' | 'PASSWORD_CHANGE' | 'PASSWORD_RESET'

export interface Revocation {
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  readonly by: SessionEnd
}

/** Whose a session is. The token that opens it is known to its holder alone. */
export interface Session {
  readonly userId: string
  /** Milliseconds since 1970, UTC. */
  readonly begunAt: number
  /** Milliseconds since 1970, UTC. */
  readonly expiresAt: number
  readonly revoked?: Revocation | undefined
}

export function newSession(userId: string, now: number): Session {
  return { userId, begunAt: now, expiresAt: now + sessionLifetime }
}

/** The session after it was used now; the same one within an hour, so that not every request writes. */
export function renewed<T extends Session>(session: T, now: number): T {
  const expiresAt = now + sessionLifetime
  return expiresAt - session.expiresAt >= HOUR ? { ...session, expiresAt } : session
}

/** @param userId whose it must be; none: anybody's @throws Refusal NOT_SIGNED_IN */
export function ensureOpen<T extends Session>(session: T | undefined, now: number, userId = session?.userId): T {
  const open = session !== undefined && session.revoked === undefined && now < session.expiresAt
  if (open && session.userId === userId) return session
  throw new Refusal('unauthenticated', 'NOT_SIGNED_IN', 'nobody is signed in')
}

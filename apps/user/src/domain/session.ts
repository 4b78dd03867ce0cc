import { Refusal } from '@renting/platform/values'

const HOUR = 3_600_000

/** Milliseconds a session lasts unless it is used. */
export const sessionLifetime = 30 * 24 * HOUR

/** Whose a session is. The token that opens it is known to its holder alone. */
export interface Session {
  readonly userId: string
  /** Milliseconds since 1970, UTC. */
  readonly expiresAt: number
}

export function newSession(userId: string, now: number): Session {
  return { userId, expiresAt: now + sessionLifetime }
}

/** The session after it was used now; the same one within an hour, so that not every request writes. */
export function renewed(session: Session, now: number): Session {
  const next = newSession(session.userId, now)
  return next.expiresAt - session.expiresAt >= HOUR ? next : session
}

/** @throws Refusal NOT_SIGNED_IN */
export function ensureOpen<T extends Session>(session: T | undefined, now: number): T {
  if (session !== undefined && now < session.expiresAt) return session
  throw new Refusal('unauthenticated', 'NOT_SIGNED_IN', 'nobody is signed in')
}

import { expect, test } from 'vitest'
import { ensureOpen, newSession, renewed, sessionLifetime } from './session.ts'

const hour = 3_600_000

test('a session lasts 30 days from when it was last used, to the hour', () => {
  const session = newSession('u1', 0)
  expect(session.expiresAt).toBe(30 * 24 * hour)
  expect(renewed(session, hour - 1)).toBe(session)
  expect(renewed(session, hour).expiresAt).toBe(hour + sessionLifetime)
})

test('a session is open until it is over', () => {
  const session = newSession('u1', 0)
  expect(ensureOpen(session, sessionLifetime - 1)).toBe(session)
  const signedOut = expect.objectContaining({ kind: 'unauthenticated', reason: 'NOT_SIGNED_IN' })
  expect(() => ensureOpen(session, sessionLifetime)).toThrow(signedOut)
  expect(() => ensureOpen(undefined, 0)).toThrow(signedOut)
})

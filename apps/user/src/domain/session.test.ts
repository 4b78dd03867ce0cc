import { expect, test } from 'vitest'
import { ensureOpen, newSession, renewed, sessionLifetime } from './session.ts'

const hour = 3_600_000
const signedOut = expect.objectContaining({ kind: 'unauthenticated', reason: 'NOT_SIGNED_IN' })

test('a session lasts 30 days from when it was last used, to the hour', () => {
  const session = newSession('u1', 0)
  expect(session).toEqual({ userId: 'u1', begunAt: 0, expiresAt: 30 * 24 * hour })
  expect(renewed(session, hour - 1)).toBe(session)
  expect(renewed(session, hour)).toEqual({ ...session, expiresAt: hour + sessionLifetime })
})

test('a session is open until it is over', () => {
  const session = newSession('u1', 0)
  expect(ensureOpen(session, sessionLifetime - 1)).toBe(session)
  expect(() => ensureOpen(session, sessionLifetime)).toThrow(signedOut)
  expect(() => ensureOpen(undefined, 0)).toThrow(signedOut)
})

test.each(['SIGN_OUT', 'PASSWORD_CHANGE', 'PASSWORD_RESET'] as const)('a session that ended by %s stays so', (by) => {
  const session = { ...newSession('u1', 0), revoked: { at: hour, by } }
  expect(() => ensureOpen(session, hour)).toThrow(signedOut)
  expect(() => ensureOpen(session, 0)).toThrow(signedOut)
})

test('a session is its owner’s alone', () => {
  const session = newSession('u1', 0)
  expect(ensureOpen(session, 0, 'u1')).toBe(session)
  expect(() => ensureOpen(session, 0, 'u2')).toThrow(signedOut)
})

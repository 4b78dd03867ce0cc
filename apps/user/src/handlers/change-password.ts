import type { ChangePasswordRequest, ChangePasswordResponse } from '@renting/contracts/user/v1'
import { signedIn } from '@renting/platform/values'
import { checkPassword, wrongPassword } from '../domain/password.ts'
import { ensureOpen } from '../domain/session.ts'
import { existing } from '../domain/user.ts'
import { hashPassword, isPassword } from '../secrets/password-hash.ts'
import { hashToken, newToken } from '../secrets/token.ts'
import type { Dependencies } from './dependencies.ts'
import { ensureWithin } from './limit.ts'

/** A wrong password counts as a failed sign-in: who has found an open session must not guess here instead. */
export async function changePassword(
  { store, limited, clock }: Dependencies,
  { actor, current, password, token, rotate }: ChangePasswordRequest,
): Promise<ChangePasswordResponse> {
  const { userId } = signedIn(actor)
  const now = clock.time()
  const tokenHash = hashToken(token)
  const { mobile } = ensureOpen(await store.findSession(tokenHash), now, userId).user
  await store.transaction((tx) => ensureWithin({ limited }, tx, 'sign-in', mobile, now))
  checkPassword(password, mobile)
  const { passwordHash } = existing(await store.findCredentials(mobile))
  const fresh = (await isPassword(current, passwordHash)) ? await hashPassword(password) : undefined

  const next = rotate ? newToken() : token
  const changed = await store.transaction(async (tx) => {
    await tx.lockMobile(mobile)
    // Again: all of it may have changed while the passwords were looked at.
    ensureOpen(await tx.session(tokenHash), now, userId)
    await ensureWithin({ limited }, tx, 'sign-in', mobile, now)
    if (fresh === undefined || (await tx.passwordHash(userId)) !== passwordHash) {
      await tx.count('sign-in', mobile, now)
      return false
    }
    await tx.forget('sign-in', mobile)
    await tx.savePasswordHash(userId, fresh)
    await tx.revokeSessions(userId, { at: now, by: 'PASSWORD_CHANGE' }, tokenHash)
    if (rotate) await tx.moveSession(tokenHash, hashToken(next))
    return true
  })
  if (!changed) throw wrongPassword()
  return { token: next }
}

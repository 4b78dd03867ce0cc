import type { SignInRequest, SignInResponse } from '@renting/contracts/user/v1'
import { Refusal } from '@renting/platform/values'
import { checkMobile } from '../domain/mobile.ts'
import { newSession } from '../domain/session.ts'
import { hashPassword, isPassword } from '../secrets/password-hash.ts'
import { hashToken, newToken } from '../secrets/token.ts'
import type { Dependencies } from './dependencies.ts'
import { ensureWithin } from './limit.ts'
import { toMessage } from './messages.ts'

/** @returns the handler: it holds a hash that no password has, so that mobiles without account take as long */
export function signIn({ store, limited, clock }: Dependencies): (request: SignInRequest) => Promise<SignInResponse> {
  const nobody = hashPassword(newToken())

  return async ({ mobile, password }) => {
    checkMobile(mobile)
    const now = clock.time()
    await store.transaction((tx) => ensureWithin({ limited }, tx, 'sign-in', mobile, now))
    const found = await store.findCredentials(mobile)
    const right = await isPassword(password, found?.passwordHash ?? (await nobody))

    const token = await store.transaction(async (tx) => {
      await tx.lockMobile(mobile)
      // Again: others may have guessed while this password was looked at, and the owner may have changed it.
      await ensureWithin({ limited }, tx, 'sign-in', mobile, now)
      if (found === undefined || !right || (await tx.passwordHash(found.user.id)) !== found.passwordHash) {
        await tx.count('sign-in', mobile, now)
        return undefined
      }
      await tx.forget('sign-in', mobile)
      const fresh = newToken()
      await tx.addSession(hashToken(fresh), newSession(found.user.id, now), now)
      return fresh
    })
    if (found === undefined || token === undefined) {
      throw new Refusal('unauthenticated', 'WRONG_CREDENTIALS', 'mobile number or password is wrong')
    }
    return { token, user: toMessage(found.user) }
  }
}

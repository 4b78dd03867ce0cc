import type { ResetPasswordRequest, ResetPasswordResponse } from '@renting/contracts/user/v1'
import { wrongCode } from '../domain/codes.ts'
import { checkMobile } from '../domain/mobile.ts'
import { checkPassword } from '../domain/password.ts'
import { existing } from '../domain/user.ts'
import { hashPassword } from '../secrets/password-hash.ts'
import { tryCode } from './codes.ts'
import type { Dependencies } from './dependencies.ts'

/** Only who has the code, and so the mobile, learns whether the mobile has an account. */
export async function resetPassword(
  { store, clock }: Dependencies,
  { mobile, smsCode, password }: ResetPasswordRequest,
): Promise<ResetPasswordResponse> {
  checkMobile(mobile)
  checkPassword(password, mobile)
  const now = clock.time()
  const reset = await store.transaction(async (tx) => {
    await tx.lockMobile(mobile)
    if (!(await tryCode(tx, mobile, smsCode, now))) return false
    const { id } = existing(await tx.findByMobile(mobile))
    await tx.removeSmsCode(mobile)
    await tx.savePasswordHash(id, await hashPassword(password))
    await tx.revokeSessions(id, { at: now, by: 'PASSWORD_RESET' })
    await tx.forget('sign-in', mobile)
    return true
  })
  if (!reset) throw wrongCode()
  return {}
}

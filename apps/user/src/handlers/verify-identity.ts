import type { VerifyIdentityRequest, VerifyIdentityResponse } from '@renting/contracts/user/v1'
import { signedIn } from '@renting/platform/values'
import { checkIdNumber } from '../domain/identity.ts'
import { checkName, ensureUnverified, existing, withIdentity } from '../domain/user.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage } from './messages.ts'

export async function verifyIdentity(
  { store, identities, seal, clock }: Dependencies,
  request: VerifyIdentityRequest,
): Promise<VerifyIdentityResponse> {
  const { userId } = signedIn(request.actor)
  const realName = checkName('realName', request.realName)
  ensureUnverified(existing(await store.find(userId)))
  const idNumber = checkIdNumber(request.idNumber, clock.time())
  // Outside the transaction: who checks may take long.
  const status = await identities.check(realName, idNumber)
  return await store.transaction(async (tx) => {
    const user = existing(await tx.lock(userId))
    ensureUnverified(user)
    const checked = withIdentity(user, status, realName, idNumber)
    await tx.saveIdentity(checked, seal.close(idNumber, userId))
    return { user: toMessage(checked) }
  })
}

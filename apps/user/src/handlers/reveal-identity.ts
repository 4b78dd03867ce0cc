import type { RevealIdentityRequest, RevealIdentityResponse } from '@renting/contracts/user/v1'
import { Refusal, signedIn } from '@renting/platform/values'
import { checkPurpose } from '../domain/identity.ts'
import { existing } from '../domain/user.ts'
import { openIdNumber } from '../secrets/open-id-number.ts'
import type { Dependencies } from './dependencies.ts'

export async function revealIdentity(
  { store, seal, clock }: Dependencies,
  request: RevealIdentityRequest,
): Promise<RevealIdentityResponse> {
  const { userId } = signedIn(request.actor)
  const purpose = checkPurpose(request.purpose)
  return await store.transaction(async (tx) => {
    const { realName } = existing(await tx.lock(userId)).identity
    const idNumber = await tx.sealedIdNumber(userId)
    if (realName === undefined || idNumber === undefined) {
      throw new Refusal('not-found', 'NOT_FOUND', 'no identity number is kept')
    }
    return { realName, idNumber: await openIdNumber({ seal, clock, by: userId, purpose }, tx, { userId, idNumber }) }
  })
}

import type {
  UpdateHouseRequest,
  UpdateHouseResponse,
  WithdrawHouseRequest,
  WithdrawHouseResponse,
} from '@renting/contracts/house/v1'
import { signedIn } from '@renting/platform/values'
import { edit, withdraw } from '../domain/changes.ts'
import { checkPatch } from '../domain/details.ts'
import { existing } from '../domain/house.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage, toPatch } from './messages.ts'

export async function updateHouse(
  { store, clock, urlOf }: Dependencies,
  request: UpdateHouseRequest,
): Promise<UpdateHouseResponse> {
  const { userId } = signedIn(request.actor)
  // What is malformed is said before anything is said of the house.
  const patch = checkPatch(toPatch(request.patch))
  const house = await store.transaction(async (tx) => {
    const before = existing(await tx.lock(request.id))
    const after = edit(before, userId, request.version, patch, await tx.catalog())
    await tx.save(after, clock.time())
    return after
  })
  return { house: toMessage(house, urlOf) }
}

export async function withdrawHouse(
  { store, clock }: Dependencies,
  request: WithdrawHouseRequest,
): Promise<WithdrawHouseResponse> {
  const { userId } = signedIn(request.actor)
  await store.transaction(async (tx) => {
    const before = existing(await tx.lock(request.id))
    const after = withdraw(before, userId, request.version)
    if (after !== before) await tx.save(after, clock.time())
  })
  return {}
}

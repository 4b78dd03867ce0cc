import type {
  CheckStayRequest,
  CheckStayResponse,
  HoldNightsRequest,
  HoldNightsResponse,
  ListTakenStaysRequest,
  ListTakenStaysResponse,
  ReleaseNightsRequest,
  ReleaseNightsResponse,
} from '@renting/contracts/order/v1'
import { stayFromParts, stayParts } from '@renting/platform/values'
import type { Dependencies } from './dependencies.ts'
import { toRange } from './messages.ts'

export async function checkStay({ store }: Dependencies, request: CheckStayRequest): Promise<CheckStayResponse> {
  return { free: await store.isFree(request.houseId, stayFromParts(request.stay)) }
}

export async function holdNights({ store }: Dependencies, request: HoldNightsRequest): Promise<HoldNightsResponse> {
  const { id, houseId } = request
  const stay = stayFromParts(request.stay)
  await store.transaction(async (tx) => {
    await tx.lockHouse(houseId)
    await tx.hold({ id, houseId, stay })
  })
  return {}
}

export async function releaseNights(
  { store }: Dependencies,
  { id }: ReleaseNightsRequest,
): Promise<ReleaseNightsResponse> {
  await store.transaction((tx) => tx.release(id))
  return {}
}

export async function listTakenStays(
  { store }: Dependencies,
  { houseId, from, to }: ListTakenStaysRequest,
): Promise<ListTakenStaysResponse> {
  const stays = await store.takenStays(houseId, toRange(from, to))
  return { items: stays.map(({ orderId, stay }) => ({ orderId, stay: stayParts(stay) })) }
}

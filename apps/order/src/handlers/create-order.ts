import { randomUUIDv7 } from 'node:crypto'
import { MicroError, type ServerContext } from '@micro/core'
import type { GetOfferResponse } from '@renting/contracts/house/v1'
import { CreateOrderRequest, CreateOrderResponse } from '@renting/contracts/order/v1'
import { answerOnce, claimOf } from '@renting/platform/answers'
import { Refusal, stayFromParts, stayParts } from '@renting/platform/values'
import { datesTaken, requestOrder } from '../domain/order.ts'
import type { Dependencies } from './dependencies.ts'
import { toMessage, toOffer } from './messages.ts'

/**
 * Books a stay on the terms that the house service offers at this moment.
 *
 * That nights are taken is said before any rule that refuses the stay, as at the gateway: so the offer's refusal waits
 * until the nights have been looked at.
 */
export async function createOrder(
  { store, houses, clock }: Dependencies,
  request: CreateOrderRequest,
  ctx: ServerContext,
): Promise<CreateOrderResponse> {
  const claim = claimOf(ctx.endpoint, CreateOrderRequest, request)
  const stay = stayFromParts(request.stay)
  const { houseId, guests } = request
  // Asked at once: that a key was answered before is rare, and found out meanwhile.
  const asked = askOffer(houses, { ...request, stay: stayParts(stay) }, ctx)
  asked.catch(() => {})

  return await answerOnce(
    store.bookings,
    claim,
    CreateOrderResponse,
    () => asked,
    async (tx, answer) => {
      if (answer instanceof Refusal) throw (await tx.isFree(houseId, stay)) ? answer : datesTaken()
      const house = { id: houseId, version: answer.version, title: answer.title, coverUrl: answer.coverUrl }
      const made = { id: randomUUIDv7(), tenantId: claim.userId, houseId, stay, guests }
      const change = requestOrder(made, toOffer(answer), clock.time())
      await tx.add(change, house)
      return { order: toMessage({ order: change.order, house }) }
    },
  )
}

/** @returns what a rule of the house refuses, for the caller to say in its turn @throws MicroError any other refusal */
async function askOffer(
  houses: Dependencies['houses'],
  { actor, houseId, stay, guests }: CreateOrderRequest,
  ctx: ServerContext,
): Promise<GetOfferResponse | Refusal> {
  try {
    return await houses.getOffer({ actor, houseId, stay, guests }, { ctx })
  } catch (error) {
    if (error instanceof MicroError && error.code === 422 && error.reason !== undefined) {
      return new Refusal('rule', error.reason, error.detail)
    }
    throw error
  }
}

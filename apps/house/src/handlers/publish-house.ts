import { randomUUIDv7 } from 'node:crypto'
import type { ServerContext } from '@micro/core'
import { PublishHouseRequest, PublishHouseResponse } from '@renting/contracts/house/v1'
import { answerOnce, claimOf } from '@renting/platform/answers'
import { signedIn } from '@renting/platform/values'
import { publish } from '../domain/house.ts'
import type { Dependencies } from './dependencies.ts'
import { toDetails, toMessage } from './messages.ts'

export async function publishHouse(
  { store, clock, urlOf }: Dependencies,
  request: PublishHouseRequest,
  ctx: ServerContext,
): Promise<PublishHouseResponse> {
  const claim = claimOf(ctx.endpoint, PublishHouseRequest, request)
  const { userId: id, name, avatarUrl, verified } = signedIn(request.actor)
  const details = () => toDetails(request.details)

  return await answerOnce(store, claim, PublishHouseResponse, details, async (tx, written) => {
    const landlord = { id, name, avatarUrl, verified }
    const house = publish(randomUUIDv7(), landlord, written, await tx.catalog(), clock.time())
    await tx.add(house)
    return { house: toMessage(house, urlOf) }
  })
}

import { createHash } from 'node:crypto'
import { errors, MicroError, type ServerContext } from '@micro/core'
import {
  BlockDatesRequest,
  BlockDatesResponse,
  type ListBlocksRequest,
  type ListBlocksResponse,
  type RemoveBlockRequest,
  type RemoveBlockResponse,
} from '@renting/contracts/house/v1'
import { answerOnce, claimOf } from '@renting/platform/answers'
import {
  type CalendarDate,
  type Claim,
  decodeCursor,
  pageLimit,
  pageOf,
  parseDate,
  Refusal,
  signedIn,
  stayFromParts,
  stayParts,
  todayIn,
} from '@renting/platform/values'
import type { Block } from '../domain/calendar.ts'
import { changeable, ownedBy } from '../domain/changes.ts'
import { existing } from '../domain/house.ts'
import { giveBack } from '../timers/give-back.ts'
import type { Dependencies } from './dependencies.ts'

/**
 * In three steps, each of which may be the last before a crash: the block is noted as HOLDING, the order service holds
 * its nights, the block is HELD and the answer kept. What ends before the third is given back by `giveBackUnsettled`;
 * the same request again begins anew, under the same id.
 */
export async function blockDates(
  dependencies: Dependencies,
  request: BlockDatesRequest,
  ctx: ServerContext,
): Promise<BlockDatesResponse> {
  const claim = claimOf(ctx.endpoint, BlockDatesRequest, request)
  const { userId } = signedIn(request.actor)
  const { store } = dependencies
  const prepare = async () => {
    const block = { id: idOf(claim), stay: stayFromParts(request.stay) }
    const house = changeable(existing(await store.find(request.houseId)), userId)
    return { block, held: await hold(dependencies, house.id, block, ctx) }
  }
  return await answerOnce(store, claim, BlockDatesResponse, prepare, async (tx, { block, held }) => {
    if (!held) throw datesTaken()
    if (await tx.keepBlock(block.id)) return { block: toBlock(block) }
    throw errors.unavailable(ctx.service, 'this took too long and was given up; it may be tried again')
  })
}

export async function listBlocks(
  { store, clock }: Dependencies,
  { actor, houseId, page }: ListBlocksRequest,
): Promise<ListBlocksResponse> {
  const { userId } = signedIn(actor)
  const limit = pageLimit(page)
  const after = afterOf(page)
  const house = ownedBy(existing(await store.find(houseId)), userId)
  const today = todayIn(house.details.timeZone, clock.time())
  const blocks = await store.heldBlocks(house.id, today, after, limit + 1)
  const { items, nextCursor } = pageOf(blocks, limit, ({ stay, id }) => ['blocks', stay.checkIn, id])
  return { items: items.map(toBlock), nextCursor }
}

export async function removeBlock(
  dependencies: Dependencies,
  { actor, houseId, blockId }: RemoveBlockRequest,
  ctx: ServerContext,
): Promise<RemoveBlockResponse> {
  const { userId } = signedIn(actor)
  const { store } = dependencies
  ownedBy(existing(await store.find(houseId)), userId)
  if (!(await store.beginRelease(houseId, blockId))) {
    throw new Refusal('not-found', 'NOT_FOUND', 'no such block of this house')
  }
  await giveBack(dependencies, blockId, { ctx })
  return {}
}

/** @returns whether the order service holds the nights now */
async function hold(dependencies: Dependencies, houseId: string, block: Block, ctx: ServerContext): Promise<boolean> {
  const { store, orders } = dependencies
  if (!(await store.beginBlock(houseId, block))) throw datesTaken()
  try {
    await orders.holdNights({ id: block.id, houseId, stay: stayParts(block.stay) }, { ctx })
    return true
  } catch (error) {
    if (!(error instanceof MicroError && error.reason === 'DATES_TAKEN')) throw error
    // Given back and not just forgotten: the same request, under way a second time, may get them in this moment. Where it
    // has got them already the block is HELD, and its answer is the one to both.
    if (await store.giveUpBlock(block.id)) await giveBack(dependencies, block.id, { ctx })
    return false
  }
}

/** The same for the same request of the same person, so that it holds its nights once. */
function idOf({ userId, key, fingerprint }: Claim): string {
  return createHash('sha256')
    .update(JSON.stringify([userId, key, fingerprint]))
    .digest('hex')
    .slice(0, 32)
}

function toBlock({ id, stay }: Block) {
  return { id, stay: stayParts(stay) }
}

/** @throws Refusal INVALID_CURSOR */
function afterOf(page: ListBlocksRequest['page']): readonly [CalendarDate, string] | undefined {
  const key = decodeCursor(page, ['', '', ''] as [string, string, string])
  if (key === undefined) return undefined
  const [list, day, id] = key
  const checkIn = list === 'blocks' ? parseDate(day) : undefined
  if (checkIn !== undefined) return [checkIn, id]
  throw new Refusal('invalid', 'INVALID_CURSOR', 'cursor is none that this list gave out')
}

function datesTaken(): Refusal {
  return new Refusal('conflict', 'DATES_TAKEN', 'not all of these nights are free')
}

import { errors, MicroError } from '@micro/core'
import type { BlockDatesRequest } from '@renting/contracts/house/v1'
import { addDays, makeStay, parseDate, type Stay, stayParts } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { actor, refused, TestHouses } from '../../test/houses.ts'
import { giveBackUnsettled } from '../timers/give-back.ts'

let app: TestHouses
let houseId: string

beforeAll(async () => {
  app = await TestHouses.open()
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.clear()
  houseId = (await app.publish()).id
})

const today = parseDate('2026-11-20')!
const stayOf = (from: number, nights: number) => makeStay(addDays(today, from), addDays(today, from + nights))
const asking = (stay: Stay, more: Partial<BlockDatesRequest> = {}): BlockDatesRequest => ({
  actor: actor('landlord'),
  idempotencyKey: app.key(),
  houseId,
  stay: stayParts(stay),
  ...more,
})
const send = async (request: BlockDatesRequest) => (await app.houses.blockDates(request, app.ctx('blockDates'))).block!
const block = async (stay: Stay, more?: Partial<BlockDatesRequest>) => await send(asking(stay, more))
const remove = async (blockId: string, by = 'landlord') =>
  await app.houses.removeBlock({ actor: actor(by), houseId, blockId }, app.ctx('removeBlock'))
const list = async (cursor = '', limit = 20) =>
  await app.houses.listBlocks({ actor: actor('landlord'), houseId, page: { cursor, limit } }, app.ctx('listBlocks'))
const idsOf = ({ items }: Awaited<ReturnType<typeof list>>) => items.map(({ id }) => id)
/** As time would: nobody can be at work on what is there any more. */
const age = () => app.database.pool.query(`UPDATE block SET since = since - interval '1 hour'`)
const settle = async () => {
  await age()
  return await giveBackUnsettled(app.dependencies)
}
const rows = async () => (await app.database.pool.query<{ state: string }>('SELECT state FROM block')).rows

describe('a block', () => {
  test('holds its nights, is listed, and gives them back', async () => {
    const made = await block(stayOf(3, 2))
    expect(made.stay).toEqual(stayParts(stayOf(3, 2)))
    expect(app.orders.occupied.get(made.id)).toMatchObject({ houseId, stay: stayOf(3, 2), hold: true })
    expect((await list()).items).toEqual([made])
    await remove(made.id)
    expect(app.orders.occupied.size).toBe(0)
    expect((await list()).items).toEqual([])
    expect(await rows()).toEqual([])
    await expect(remove(made.id)).rejects.toThrow(refused('NOT_FOUND'))
    await block(stayOf(3, 2))
  })

  test('is refused over a booking and over another, and the refusal is the answer to its key', async () => {
    app.orders.book('o1', houseId, stayOf(3, 2))
    const request = asking(stayOf(4, 3))
    await expect(send(request)).rejects.toThrow(refused('DATES_TAKEN'))
    app.orders.occupied.clear()
    await expect(send(request)).rejects.toThrow(refused('DATES_TAKEN'))
    expect(await rows()).toEqual([])
    await block(stayOf(4, 3))
    await expect(block(stayOf(6, 1))).rejects.toThrow(refused('DATES_TAKEN'))
    // The day somebody leaves is free.
    await block(stayOf(7, 1))
  })

  test('sent twice, also at once, is one', async () => {
    const request = asking(stayOf(3, 2))
    const [first, second] = await Promise.all([send(request), send(request)])
    expect(second).toEqual(first)
    expect(await send(request)).toEqual(first)
    expect(app.orders.occupied.size).toBe(1)
    expect((await list()).items).toEqual([first])
    await expect(send({ ...request, stay: stayParts(stayOf(9, 1)) })).rejects.toThrow(refused('IDEMPOTENCY_KEY_REUSED'))
  })

  test('sent twice at once is one also where only one of the two gets its nights', async () => {
    const request = asking(stayOf(3, 2))
    let first = true
    let second: ReturnType<typeof send> | undefined
    app.orders.before = async (method) => {
      if (method !== 'holdNights' || !first) return
      first = false
      // Somebody else has the nights, and cancels before the same request comes to ask for them.
      second = send(request)
      await second
      throw new MicroError({ id: 'renting.order', code: 409, detail: 'taken', reason: 'DATES_TAKEN' })
    }
    const answer = await send(request)
    expect(await second).toEqual(answer)
    expect(app.orders.occupied.has(answer.id)).toBe(true)
    expect(await rows()).toEqual([{ state: 'HELD' }])
  })

  test('is its landlord’s, of nights that are some, of a house on offer', async () => {
    const stay = stayOf(3, 2)
    await expect(block(stay, { actor: undefined })).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(block(stay, { stay: { ...stayParts(stay), checkOut: stayParts(stay).checkIn } })).rejects.toThrow(
      refused('INVALID_STAY'),
    )
    await expect(block(stay, { houseId: 'nothing' })).rejects.toThrow(refused('NOT_FOUND'))
    await expect(block(stay, { actor: actor('stranger') })).rejects.toThrow(refused('FORBIDDEN'))
    const made = await block(stay)
    await expect(remove(made.id, 'stranger')).rejects.toThrow(refused('FORBIDDEN'))
    const strangers = { actor: actor('stranger'), houseId }
    await expect(app.houses.listBlocks(strangers, app.ctx('listBlocks'))).rejects.toThrow(refused('FORBIDDEN'))
    const { id: other } = await app.publish()
    const elsewhere = { actor: actor('landlord'), houseId: other, blockId: made.id }
    await expect(app.houses.removeBlock(elsewhere, app.ctx('removeBlock'))).rejects.toThrow(refused('NOT_FOUND'))
    await app.houses.withdrawHouse({ actor: actor('landlord'), id: houseId }, app.ctx('withdrawHouse'))
    await expect(block(stayOf(8, 1))).rejects.toThrow(refused('WRONG_STATE'))
    await remove(made.id)
  })
})

test('blocks are listed by their first day, without those that are over at the house, a part at a time', async () => {
  const [late, early, over] = [await block(stayOf(9, 1)), await block(stayOf(2, 2)), await block(stayOf(-3, 3))]
  // It ends today: its last night is over.
  expect(idsOf(await list())).toEqual([early.id, late.id])
  app.now -= 86_400_000
  expect(idsOf(await list())).toEqual([over.id, early.id, late.id])
  const first = await list('', 2)
  expect(idsOf(await list(first.nextCursor, 2))).toEqual([late.id])
  await expect(list('nonsense')).rejects.toThrow(refused('INVALID_CURSOR'))
})

describe('a block that is broken off', () => {
  const down = errors.unavailable('renting.order', 'gone')
  const failing = (method: string) => {
    app.orders.before = (called) => {
      if (called === method) throw down
    }
  }

  test.each(['holdNights', 'held'])('at %s blocks nothing, and is made by the same request again', async (method) => {
    const request = asking(stayOf(3, 2))
    failing(method)
    await expect(send(request)).rejects.toMatchObject({ code: 503 })
    expect(await rows()).toEqual([{ state: 'HOLDING' }])
    expect((await list()).items).toEqual([])
    app.orders.before = () => {}
    expect(await settle()).toBe(1)
    expect(await rows()).toEqual([])
    expect(app.orders.occupied.size).toBe(0)
    const made = await send(request)
    expect((await list()).items).toEqual([made])
    expect(await settle()).toBe(0)
  })

  test('is made by the same request again also before it was cleared away', async () => {
    const request = asking(stayOf(3, 2))
    failing('held')
    await expect(send(request)).rejects.toMatchObject({ code: 503 })
    app.orders.before = () => {}
    const made = await send(request)
    expect(await settle()).toBe(0)
    expect(app.orders.occupied.has(made.id)).toBe(true)
  })

  test('is left alone while somebody may be at work on it', async () => {
    failing('held')
    await expect(block(stayOf(3, 2))).rejects.toMatchObject({ code: 503 })
    expect(await giveBackUnsettled(app.dependencies)).toBe(0)
    expect(await rows()).toEqual([{ state: 'HOLDING' }])
  })

  test('is not made by whoever comes too late: nobody is told of a block that does not hold', async () => {
    app.orders.before = async (called) => {
      if (called === 'held') await settle()
    }
    await expect(block(stayOf(3, 2))).rejects.toMatchObject({ code: 503 })
    expect(await rows()).toEqual([])
    expect(app.orders.occupied.size).toBe(0)
  })

  test('while it gives nights back ends that later, once', async () => {
    const made = await block(stayOf(3, 2))
    failing('releaseNights')
    await expect(remove(made.id)).rejects.toMatchObject({ code: 503 })
    expect((await list()).items).toEqual([])
    await expect(settle()).rejects.toMatchObject({ code: 503 })
    app.orders.before = () => {}
    await age()
    const [one, two] = await Promise.all([giveBackUnsettled(app.dependencies), giveBackUnsettled(app.dependencies)])
    expect(one + two).toBe(1)
    expect(await rows()).toEqual([])
    expect(app.orders.occupied.size).toBe(0)
  })

  test('while it gives nights back ends that when it is removed again', async () => {
    const made = await block(stayOf(3, 2))
    failing('releaseNights')
    await expect(remove(made.id)).rejects.toMatchObject({ code: 503 })
    app.orders.before = () => {}
    await remove(made.id)
    expect(await rows()).toEqual([])
    expect(app.orders.occupied.size).toBe(0)
  })
})

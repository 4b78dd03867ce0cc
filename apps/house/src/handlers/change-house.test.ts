import { CancellationPolicy } from '@renting/contracts/common/v1'
import { HouseStatus, type UpdateHouseRequest } from '@renting/contracts/house/v1'
import { addDays, makeStay, parseDate, stayParts } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { actor, refused, start, TestHouses } from '../../test/houses.ts'

let app: TestHouses

beforeAll(async () => {
  app = await TestHouses.open()
})
afterAll(() => app.close())
beforeEach(() => app.clear())

const unchanged = { policy: CancellationPolicy.UNSPECIFIED }
const update = async (id: string, more: Partial<UpdateHouseRequest> = {}) => {
  const request = { actor: actor('landlord'), id, version: 1, patch: unchanged, ...more }
  return (await app.houses.updateHouse(request, app.ctx('updateHouse'))).house!
}
const withdraw = async (id: string, version?: number, by = 'landlord') =>
  await app.houses.withdrawHouse({ actor: actor(by), id, version }, app.ctx('withdrawHouse'))

describe('an update', () => {
  test('changes what is sent, holds for the next read, and the others are told', async () => {
    const before = await app.publish()
    const patch = {
      ...unchanged,
      title: 'New',
      price: { amount: 100, currency: 'CNY' },
      facilityIds: { ids: [] },
      instantBook: true,
    }
    const house = await update(before.id, { patch })
    const { title, price, instantBook } = patch
    expect(house).toEqual({
      ...before,
      version: 2,
      facilities: [],
      details: { ...before.details, title, price, instantBook, facilityIds: [] },
    })
    expect(await app.get(before.id)).toEqual(house)
    expect(await app.told()).toEqual({ 'renting.house.published': 1, 'renting.house.changed': 1 })
    const strict = await update(before.id, { version: 2, patch: { policy: CancellationPolicy.STRICT } })
    expect(strict.details).toEqual({ ...house.details, policy: CancellationPolicy.STRICT })
  })

  test('by two at once is one’s: the other has not seen it', async () => {
    const { id } = await app.publish()
    const titles = Array.from({ length: 8 }, (_, i) => `title ${i}`)
    const results = await Promise.allSettled(titles.map((title) => update(id, { patch: { ...unchanged, title } })))
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(won).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toEqual(refused('PRECONDITION_FAILED'))
    }
    expect(await app.get(id)).toEqual(won[0])
  })

  test('is refused in the order of the API: who, what, whose, which, when', async () => {
    const { id } = await app.publish()
    const wrong = { ...unchanged, title: ' ' }
    await expect(update(id, { actor: undefined, patch: wrong })).rejects.toThrow(refused('NOT_SIGNED_IN'))
    await expect(update('nothing', { actor: actor('stranger'), patch: wrong })).rejects.toThrow(
      refused('INVALID_HOUSE'),
    )
    await expect(update(id, { patch: undefined })).rejects.toThrow(refused('INVALID_HOUSE'))
    await expect(update(id, { patch: { policy: 9 as CancellationPolicy } })).rejects.toThrow(refused('INVALID_HOUSE'))
    await expect(update('nothing', { actor: actor('stranger') })).rejects.toThrow(refused('NOT_FOUND'))
    await expect(update(id, { actor: actor('stranger'), version: 9 })).rejects.toThrow(refused('FORBIDDEN'))
    await withdraw(id)
    await expect(update(id, { version: 1 })).rejects.toThrow(refused('PRECONDITION_FAILED'))
    await expect(update(id, { version: 2 })).rejects.toThrow(refused('WRONG_STATE'))
  })
})

describe('a withdrawn house', () => {
  const today = parseDate('2026-11-20')!
  const stay = stayParts(makeStay(addDays(today, 1), addDays(today, 3)))

  test('is read and listed by its landlord as before, found by nobody and offered to nobody', async () => {
    const { id } = await app.publish()
    await withdraw(id)
    expect(await app.get(id)).toMatchObject({ status: HouseStatus.WITHDRAWN, version: 2 })
    const mine = await app.houses.listMyHouses({ actor: actor('landlord') }, app.ctx('listMyHouses'))
    expect(mine.items).toEqual([await app.get(id)])
    const { items } = await app.houses.searchHouses({ facilityIds: [], sort: 0 }, app.ctx('searchHouses'))
    expect(items).toEqual([])
    const asking = { houseId: id, stay, guests: 1 }
    await expect(app.houses.quote(asking, app.ctx('quote'))).rejects.toThrow(refused('NOT_OFFERED'))
    await expect(app.houses.getOffer(asking, app.ctx('getOffer'))).rejects.toThrow(refused('NOT_OFFERED'))
    expect(await app.told()).toEqual({ 'renting.house.published': 1, 'renting.house.changed': 1 })
  })

  test('is withdrawn once, as its landlord has seen it', async () => {
    const { id } = await app.publish()
    await expect(withdraw(id, 1, 'stranger')).rejects.toThrow(refused('FORBIDDEN'))
    await expect(withdraw(id, 2)).rejects.toThrow(refused('PRECONDITION_FAILED'))
    await withdraw(id, 1)
    await withdraw(id, 1)
    await expect(withdraw('nothing')).rejects.toThrow(refused('NOT_FOUND'))
    expect((await app.get(id)).version).toBe(2)
  })
})

test('own houses are listed a part at a time', async () => {
  for (let i = 0; i < 3; i++) {
    app.now = start + i
    await app.publish()
  }
  await app.publish({ actor: actor('other') })
  const list = async (cursor: string) =>
    await app.houses.listMyHouses({ actor: actor('landlord'), page: { cursor, limit: 2 } }, app.ctx('listMyHouses'))
  const first = await list('')
  const second = await list(first.nextCursor)
  expect([...first.items, ...second.items].map(({ createdAtMs }) => createdAtMs - start)).toEqual([2, 1, 0])
  expect(second.nextCursor).toBe('')
  await expect(list('nonsense')).rejects.toThrow(refused('INVALID_CURSOR'))
  await expect(app.houses.listMyHouses({}, app.ctx('listMyHouses'))).rejects.toThrow(refused('NOT_SIGNED_IN'))
})

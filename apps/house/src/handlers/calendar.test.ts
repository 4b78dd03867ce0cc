import { DayStatus } from '@renting/contracts/house/v1'
import { addDays, dateParts, makeStay, parseDate, stayParts } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { actor, refused, TestHouses } from '../../test/houses.ts'

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

const first = parseDate('2026-12-01')!
const calendar = async (days: number, by?: string, of = houseId) => {
  const range = { from: dateParts(first), to: dateParts(addDays(first, days)) }
  const request = { actor: by === undefined ? undefined : actor(by), houseId: of, ...range }
  return (await app.houses.getCalendar(request, app.ctx('getCalendar'))).days
}

test('a calendar shows what is booked and blocked now, and who has booked to the landlord alone', async () => {
  app.orders.book('o1', houseId, makeStay(addDays(first, -2), addDays(first, 1)))
  const stay = stayParts(makeStay(addDays(first, 2), addDays(first, 4)))
  const request = { actor: actor('landlord'), idempotencyKey: app.key(), houseId, stay }
  await app.houses.blockDates(request, app.ctx('blockDates'))
  const { TAKEN, FREE, BLOCKED } = DayStatus
  for (const by of [undefined, 'stranger']) {
    const days = await calendar(5, by)
    expect(days.map(({ status }) => status)).toEqual([TAKEN, FREE, BLOCKED, BLOCKED, FREE])
    expect(days.map(({ orderId }) => orderId)).toEqual(Array(5).fill(undefined))
  }
  const own = await calendar(5, 'landlord')
  expect(own.map(({ orderId }) => orderId)).toEqual(['o1', undefined, undefined, undefined, undefined])
  expect(own[1]).toEqual({
    date: { year: 2026, month: 12, day: 2 },
    status: FREE,
    price: { amount: 38_800, currency: 'CNY' },
  })
})

test('a calendar has a year at most, and a house', async () => {
  expect(await calendar(366)).toHaveLength(366)
  await expect(calendar(367, undefined, 'nothing')).rejects.toThrow(refused('TOO_MANY_DAYS'))
  await expect(calendar(0)).rejects.toThrow(refused('INVALID_STAY'))
  await expect(calendar(5, undefined, 'nothing')).rejects.toThrow(refused('NOT_FOUND'))
})

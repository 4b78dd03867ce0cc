import { OrderStatus } from '@renting/contracts/order/v1'
import { addDays, startOfDay } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { now, today } from '../../test/booking.ts'
import { OrderFixture } from '../../test/fixture.ts'

let it: OrderFixture

beforeAll(async () => {
  it = await OrderFixture.open()
})
afterAll(() => it.close())
beforeEach(() => it.reset())

const { WAIT_ACCEPT, WAIT_PAYMENT, PAID, CHECKED_IN, WAIT_COMMENT, COMPLETE, EXPIRED } = OrderStatus
const hour = 3_600_000
const day = (days: number) => startOfDay(addDays(today, days), 'Asia/Shanghai')
const history = async (id: string) => (await it.read(id)).history.map(({ atMs, to }) => [to, atMs])

test('a request that nobody answers expires after a day, and its nights are free', async () => {
  const { id, expiresAtMs } = await it.book(3, 2)
  it.time = now + 24 * hour - 1
  await it.runTimers()
  expect(await history(id)).toEqual([[WAIT_ACCEPT, now]])
  it.time++
  await it.runTimers()
  expect(await history(id)).toEqual([
    [WAIT_ACCEPT, now],
    [EXPIRED, expiresAtMs],
  ])
  expect((await it.book(3, 2)).status).toBe(WAIT_ACCEPT)
})

test('an accepted order that nobody pays expires after half an hour', async () => {
  const { id } = await it.book(3, 2)
  it.time += hour
  const { expiresAtMs } = await it.accept(id)
  expect(expiresAtMs).toBe(now + 1.5 * hour)
  it.time += 0.5 * hour - 1
  await it.runTimers()
  expect((await it.read(id)).status).toBe(WAIT_PAYMENT)
  it.time++
  await it.runTimers()
  expect((await it.read(id)).status).toBe(EXPIRED)
})

test('nobody acts on an order whose time is over, though no timer ran', async () => {
  const wrong = expect.objectContaining({ reason: 'WRONG_STATE' })
  const asked = await it.book(3, 2)
  const accepted = await it.book(9, 2)
  await it.accept(accepted.id)
  it.time += 24 * hour
  await expect(it.accept(asked.id)).rejects.toThrow(wrong)
  await expect(it.reject(asked.id)).rejects.toThrow(wrong)
  await expect(it.cancel(asked.id)).rejects.toThrow(wrong)
  await expect(it.pay(accepted.id)).rejects.toThrow(wrong)
})

test('all that became due in a long time happens, in order, each at its own moment', async () => {
  const { id } = await it.paid(3, 2)
  it.time = day(365)
  await it.runTimers()
  expect((await history(id)).slice(2)).toEqual([
    [PAID, now],
    [CHECKED_IN, day(3)],
    [WAIT_COMMENT, day(5)],
    [COMPLETE, day(5) + 14 * 24 * hour],
  ])
  expect(await it.told(id)).toEqual(['requested', 'accepted', 'paid', 'checked-in', 'checked-out', 'completed'])
})

test('a stay that is paid for on its first day begins at once', async () => {
  it.time += 8 * hour
  const { id } = await it.paid(0, 1)
  await it.runTimers()
  expect((await history(id)).slice(2)).toEqual([
    [PAID, it.time],
    [CHECKED_IN, it.time],
  ])
})

test('days begin when they do at the house, also where the clocks change at midnight', async () => {
  const { offer } = it
  it.time = Date.parse('2027-04-01T12:00:00Z')
  it.offer = (request) => ({ ...offer(request), timeZone: 'Africa/Cairo' })
  // The 30th of April 2027 begins at one o'clock: the clocks go forward at midnight.
  const { id } = await it.paid(161, 1)
  it.time = Date.parse('2027-05-20T00:00:00Z')
  await it.runTimers()
  expect((await history(id)).slice(3, 5)).toEqual([
    [CHECKED_IN, Date.parse('2027-04-29T22:00:00Z')],
    [WAIT_COMMENT, Date.parse('2027-04-30T21:00:00Z')],
  ])
})

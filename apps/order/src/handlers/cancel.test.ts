import { OrderRole, OrderStatus } from '@renting/contracts/order/v1'
import { addDays, startOfDay } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { today } from '../../test/booking.ts'
import { actor, contextOf, OrderFixture } from '../../test/fixture.ts'

let it: OrderFixture

beforeAll(async () => {
  it = await OrderFixture.open()
})
afterAll(() => it.close())
beforeEach(() => it.reset())

const refused = (reason: string) => expect.objectContaining({ reason })
const yuan = (amount: number) => ({ amount, currency: 'CNY' })
const quote = async (id: string, userId = 'tenant') =>
  await it.orders.quoteRefund({ actor: actor(userId), id }, contextOf('quoteRefund'))
/** The first moment of a day, so many days after the first of all tests. */
const day = (days: number) => startOfDay(addDays(today, days), 'Asia/Shanghai')

async function refunds() {
  const { rows } = await it.database.pool.query('SELECT reason, amount::integer, fee::integer FROM refund')
  return rows
}

describe('an order that is called off', () => {
  test('gives the nights back and tells the other why', async () => {
    const { id } = await it.book(10, 2)
    await expect(it.cancel(id, 'tenant', '')).rejects.toThrow(refused('INVALID_REASON'))
    expect((await it.cancel(id)).status).toBe(OrderStatus.CANCELED)
    const { history, expiresAtMs } = await it.read(id, 'landlord')
    expect(history.at(-1)).toMatchObject({ by: OrderRole.TENANT, reason: 'plans have changed' })
    expect(expiresAtMs).toBeUndefined()
    expect((await it.book(10, 2)).status).toBe(OrderStatus.WAIT_ACCEPT)
    expect(await it.told(id)).toEqual(['requested', 'canceled'])
    expect(await refunds()).toEqual([])
  })

  test('was the tenant’s or the landlord’s: a stranger finds none, and a landlord rejects a request', async () => {
    const { id } = await it.book(10, 2)
    for (const attempt of [() => it.cancel(id, 'stranger'), () => quote(id, 'stranger'), () => quote('nothing')]) {
      await expect(attempt()).rejects.toThrow(refused('NOT_FOUND'))
    }
    for (const attempt of [() => it.cancel(id, 'landlord'), () => quote(id, 'landlord')]) {
      await expect(attempt()).rejects.toThrow(refused('FORBIDDEN'))
    }
    await it.accept(id)
    expect((await it.cancel(id, 'landlord')).status).toBe(OrderStatus.CANCELED)
    await expect(it.cancel(id)).rejects.toThrow(refused('WRONG_STATE'))
    await expect(quote(id)).rejects.toThrow(refused('WRONG_STATE'))
  })

  test.each([
    { ahead: 5, refund: 20_000, fee: 0 },
    { ahead: 4, refund: 10_000, fee: 10_000 },
  ])('$ahead days ahead gives back what the policy says, as it was quoted', async ({ ahead, refund, fee }) => {
    const { id } = await it.paid(10, 2)
    it.time = day(10 - ahead + 1) - 1
    expect(await quote(id)).toEqual({ refund: yuan(refund), fee: yuan(fee) })
    await it.cancel(id)
    expect(await refunds()).toEqual([{ reason: 'CANCELED', amount: refund, fee }])
    await it.runTimers()
    expect(await it.told(id)).toEqual(['requested', 'accepted', 'paid', 'canceled'])
  })

  test('by its landlord gives back everything', async () => {
    const { id } = await it.paid(10, 2)
    it.time = day(10) - 1
    expect(await quote(id, 'landlord')).toEqual({ refund: yuan(20_000), fee: yuan(0) })
    await it.cancel(id, 'landlord')
    expect(await refunds()).toEqual([{ reason: 'CANCELED', amount: 20_000, fee: 0 }])
  })

  test('had not begun: from the check-in day on it is too late, whether or not a timer ran', async () => {
    const { id } = await it.paid(10, 2)
    it.time = day(10)
    await expect(quote(id)).rejects.toThrow(refused('WRONG_STATE'))
    await expect(it.cancel(id)).rejects.toThrow(refused('WRONG_STATE'))
    await it.runTimers()
    await expect(it.cancel(id, 'landlord')).rejects.toThrow(refused('WRONG_STATE'))
    expect((await it.read(id)).status).toBe(OrderStatus.CHECKED_IN)
  })

  test('is called off once when both do at once', async () => {
    const { id } = await it.paid(10, 2)
    const results = await Promise.allSettled([it.cancel(id), it.cancel(id, 'landlord'), it.cancel(id)])
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(await refunds()).toHaveLength(1)
    expect(await it.told(id)).toEqual(['requested', 'accepted', 'paid', 'canceled'])
  })
})

describe('the income of a landlord', () => {
  const date = (year: number, month: number, day: number) => ({ year, month, day })
  const income = async (from: ReturnType<typeof date>, to: ReturnType<typeof date>, userId = 'landlord') =>
    (await it.orders.getIncome({ actor: actor(userId), from, to }, contextOf('getIncome'))).items

  test('is what was paid and given back, by the months at the house', async () => {
    const stayed = await it.paid(60, 3)
    // The last moment of November in Shanghai; in UTC it is eight hours earlier.
    it.time = startOfDay(addDays(today, 11), 'Asia/Shanghai') - 1
    const canceled = await it.paid(50, 2)
    it.time += 1
    await it.cancel(canceled.id)
    await it.book(70, 2)
    const november = { year: 2026, month: 11, paid: yuan(50_000), refunded: yuan(0) }
    const december = { year: 2026, month: 12, paid: yuan(0), refunded: yuan(20_000) }
    expect(await income(date(2026, 1, 1), date(2027, 1, 1))).toEqual([november, december])
    expect(await income(date(2026, 11, 1), date(2026, 12, 1))).toEqual([november])
    expect(await income(date(2026, 12, 1), date(2026, 12, 2))).toEqual([december])
    expect(await income(date(2026, 12, 2), date(2027, 1, 1))).toEqual([])
    expect(await income(date(2026, 11, 21), date(2026, 11, 30))).toEqual([])
    expect(await income(date(2026, 1, 1), date(2027, 1, 1), 'tenant')).toEqual([])
    expect(stayed.status).toBe(OrderStatus.PAID)
  })

  test('is asked for a time that begins before it ends', async () => {
    await expect(income(date(2026, 2, 1), date(2026, 2, 1))).rejects.toThrow(refused('INVALID_STAY'))
    await expect(income(date(2026, 2, 30), date(2026, 4, 1))).rejects.toThrow(refused('INVALID_STAY'))
  })
})

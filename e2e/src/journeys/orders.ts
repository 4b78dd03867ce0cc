import { describe, expect, test } from 'vitest'
import { byEvent, problem } from '../expect.ts'
import type { Income, NewHouse, Order, OrderWithHistory, Payment, Refund } from '../model.ts'
import { landlordWithHouse, type Person, register } from '../people.ts'
import type { Platform } from '../platform.ts'

const yuan = (amount: number) => ({ amount, currency: 'CNY' })

/** What becomes of orders that do not go the straight way. */
export function ordersJourney(running: () => Platform): void {
  /** Somebody who asks for a stay of one night, `ahead` days from now. */
  async function requested(ahead: number, change: Partial<NewHouse> = {}) {
    const platform = running()
    const { landlord, house } = await landlordWithHouse(platform.client(), change)
    const tenant = await register(platform.client(), 'Li Ming')
    const stay = { houseId: house.id, ...platform.days(ahead, 1), guests: 1 }
    const order = await tenant.api.post<Order>('/orders', stay, 'asked')
    const path = `/orders/${order.id}`
    const status = async () => (await tenant.api.get<Order>(path)).status
    const isFree = async () => (await tenant.api.try('POST', '/quotes', { body: stay })).status === 200
    return { landlord, tenant, house, stay, order, path, status, isFree }
  }

  async function paid(ahead: number, change: Partial<NewHouse> = {}) {
    const all = await requested(ahead, { ...change, instantBook: true })
    await all.tenant.api.post(`${all.path}/payment`, { method: 'card' }, 'paid')
    await expect.poll(all.status, byEvent).toBe('PAID')
    return all
  }

  test('an instant booking waits for its payment at once', async () => {
    const { order, landlord, path } = await requested(9, { instantBook: true })
    expect(order.status).toBe('WAIT_PAYMENT')
    expect(Date.parse(order.expiresAt!) - Date.parse(order.createdAt)).toBe(30 * 60_000)
    await expect(landlord.api.post(`${path}/accept`, {})).rejects.toThrow(problem(409, 'WRONG_STATE'))
  })

  test('a payment that takes its time is pending, then the stay is paid for; nobody pays twice', async () => {
    const { order, tenant, path, status } = await requested(9, { instantBook: true })
    const payment = await tenant.api.post<Payment>(`${path}/payment`, { method: 'alipay' }, 'slow')
    expect(payment.status).toBe('PENDING')
    const again = await tenant.api.try('POST', `${path}/payment`, { body: { method: 'card' }, key: 'impatient' })
    expect(again.status).toBe(409)
    await expect.poll(status, { timeout: 30_000 }).toBe('PAID')
    await expect(tenant.api.post(`${path}/payment`, { method: 'card' }, 'more')).rejects.toThrow(
      problem(409, 'WRONG_STATE'),
    )
    expect(await tenant.api.get(path)).toMatchObject({ total: order.total, expiresAt: null })
  })

  describe('a cancel', () => {
    const [tenant, landlord] = ['tenant', 'landlord'] as const
    test.each([
      { policy: 'flexible', ahead: 1, by: tenant, refund: 38_801 },
      { policy: 'moderate', ahead: 5, by: tenant, refund: 38_801 },
      { policy: 'moderate', ahead: 4, by: tenant, refund: 19_400 },
      { policy: 'strict', ahead: 7, by: tenant, refund: 19_400 },
      { policy: 'strict', ahead: 6, by: tenant, refund: 0 },
      { policy: 'strict', ahead: 1, by: landlord, refund: 38_801 },
    ] as const)('$ahead d before a $policy stay by its $by gives back $refund', async (each) => {
      const all = await paid(each.ahead, { policy: each.policy, price: yuan(38_801) })
      const { path, stay } = all
      const who: Person = all[each.by]
      const split = { refund: yuan(each.refund), fee: yuan(38_801 - each.refund) }
      expect(await who.api.get<Refund>(`${path}/refund`)).toEqual(split)
      const canceled = await who.api.post<Order>(`${path}/cancel`, { reason: 'Something came up' }, 'off')
      expect(canceled).toMatchObject({ status: 'CANCELED', expiresAt: null, total: yuan(38_801) })
      expect(await who.api.post(`${path}/cancel`, { reason: 'Something came up' }, 'off')).toEqual(canceled)
      await expect(who.api.post(`${path}/cancel`, { reason: 'Again' })).rejects.toThrow(problem(409, 'WRONG_STATE'))
      await expect(who.api.get(`${path}/refund`)).rejects.toThrow(problem(409, 'WRONG_STATE'))
      expect(await all.isFree()).toBe(true)
      const { history } = await who.api.get<OrderWithHistory>(path)
      expect(history.at(-1)).toMatchObject({ from: 'PAID', to: 'CANCELED', by: each.by, reason: 'Something came up' })
      const from = running().days(-400, 1).checkIn
      const income = await all.landlord.api.get<Income[]>(`/me/income?from=${from}&to=${stay.checkOut}`)
      const sum = (of: 'paid' | 'refunded') => income.reduce((total, month) => total + month[of].amount, 0)
      expect([sum('paid'), sum('refunded')]).toEqual([38_801, each.refund])
    })

    test('before anything was paid gives back nothing, and a landlord declines instead', async () => {
      const { landlord, tenant, path, isFree } = await requested(9)
      await expect(landlord.api.post(`${path}/cancel`, { reason: 'No' })).rejects.toThrow(problem(403, 'FORBIDDEN'))
      expect(await tenant.api.get(`${path}/refund`)).toEqual({ refund: yuan(0), fee: yuan(0) })
      expect(await tenant.api.post(`${path}/cancel`, { reason: 'Other plans' })).toMatchObject({ status: 'CANCELED' })
      expect(await isFree()).toBe(true)
      await expect(landlord.api.post(`${path}/accept`, {})).rejects.toThrow(problem(409, 'WRONG_STATE'))
    })
  })

  test('a request that nobody answers within a day is over, and so is one that nobody pays within half an hour', async () => {
    const platform = running()
    const unpaid = await requested(30, { instantBook: true })
    const unanswered = await requested(30)
    const kept = await paid(30)
    const { expiresAt, createdAt } = unanswered.order
    expect(Date.parse(expiresAt!) - Date.parse(createdAt)).toBe(24 * 3_600_000)

    await platform.advance(30 * 60 + 1)
    await expect.poll(unpaid.status, byEvent).toBe('EXPIRED')
    expect(await unanswered.status()).toBe('WAIT_ACCEPT')
    expect(await unpaid.isFree()).toBe(true)
    const late = unpaid.tenant.api.post(`${unpaid.path}/payment`, { method: 'card' }, 'late')
    await expect(late).rejects.toThrow(problem(409, 'WRONG_STATE'))

    await platform.advance(24 * 3600)
    await expect.poll(unanswered.status, byEvent).toBe('EXPIRED')
    expect(await unanswered.isFree()).toBe(true)
    const accept = unanswered.landlord.api.post(`${unanswered.path}/accept`, {})
    await expect(accept).rejects.toThrow(problem(409, 'WRONG_STATE'))
    const { history } = await unanswered.tenant.api.get<OrderWithHistory>(unanswered.path)
    expect(history.map(({ to, by }) => `${to} ${by}`)).toEqual(['WAIT_ACCEPT tenant', 'EXPIRED system'])
    expect(await kept.status()).toBe('PAID')
  })
}

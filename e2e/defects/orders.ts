import { expect, test } from 'vitest'
import { byEvent, problem } from '../src/expect.ts'
import type { House, NewHouse, Order, OrderWithHistory, Page, Review } from '../src/model.ts'
import { house as description } from '../src/people.ts'
import type { Here } from './here.ts'

/** Of bookings and reviews. */
export function orderDefects(here: Here): void {
  const publish = (change: Partial<NewHouse> = {}) =>
    here().landlord.api.post<House>('/houses', { ...description, ...change })

  test('8: a stay costs what its nights cost, is of allowed length, begins in the future and is had once', async () => {
    const { platform, tenant } = here()
    const house = await publish({ minNights: 2, maxNights: 5 })
    const book = (checkIn: number, nights: number, change: object = {}) => {
      const stay = { houseId: house.id, ...platform.days(checkIn, nights), guests: 1 }
      return tenant.api.post<Order>(
        '/orders',
        { ...stay, ...change },
        `8 ${checkIn} ${nights} ${JSON.stringify(change)}`,
      )
    }
    const order = await book(10, 3)
    expect(order).toMatchObject({ total: { amount: 3 * description.price.amount, currency: 'CNY' } })
    expect(order.nights).toHaveLength(3)
    await expect(book(12, 2)).rejects.toThrow(problem(409, 'DATES_TAKEN'))
    expect((await book(13, 2)).nights).toHaveLength(2)
    await expect(book(20, 1)).rejects.toThrow(problem(422, 'TOO_SHORT'))
    await expect(book(20, 6)).rejects.toThrow(problem(422, 'TOO_LONG'))
    await expect(book(-3, 2)).rejects.toThrow(problem(422, 'IN_THE_PAST'))
    for (const change of [{ checkIn: '2026-12-24 14:00:00' }, { checkOut: '24.12.2026' }, { end_data: '2026-12-24' }]) {
      await expect(book(30, 2, change)).rejects.toThrow(problem(400, 'BAD_INPUT'))
    }
  })

  test('10: a decision is refused to whom it is not for, and does what it says', async () => {
    const { platform, tenant, landlord } = here()
    const house = await publish()
    const book = (checkIn: number) => {
      const stay = { houseId: house.id, ...platform.days(checkIn, 1), guests: 1 }
      return tenant.api.post<Order>('/orders', stay, `10 ${checkIn}`)
    }
    const [agreed, declined] = [await book(10), await book(12)]
    await expect(landlord.api.post('/orders/none/accept', {})).rejects.toThrow(problem(404, 'NOT_FOUND'))
    await expect(tenant.api.post(`/orders/${agreed.id}/accept`, {})).rejects.toThrow(problem(403, 'FORBIDDEN'))
    await landlord.api.post(`/orders/${agreed.id}/accept`, {})
    await landlord.api.post(`/orders/${declined.id}/reject`, { reason: 'The heating is broken' })
    const last = async ({ id }: Order) => {
      const { status, history } = await tenant.api.get<OrderWithHistory>(`/orders/${id}`)
      return { status, reason: history.at(-1)?.reason }
    }
    expect(await last(agreed)).toEqual({ status: 'WAIT_PAYMENT', reason: undefined })
    expect(await last(declined)).toEqual({ status: 'REJECTED', reason: 'The heating is broken' })
    // A decision is no review.
    expect((await tenant.api.get<Page<Review>>(`/houses/${house.id}/reviews`)).items).toEqual([])
    expect((await book(12)).status).toBe('WAIT_ACCEPT')
  })

  test('13: reviews that come at the same time are all counted, each once', async () => {
    const { platform, tenant } = here()
    const house = await publish({ instantBook: true })
    const orders = await Promise.all(
      [3, 4, 5, 6].map(async (checkIn) => {
        const stay = { houseId: house.id, ...platform.days(checkIn, 1), guests: 1 }
        const order = await tenant.api.post<Order>('/orders', stay, `13 ${checkIn}`)
        await tenant.api.post(`/orders/${order.id}/payment`, { method: 'card' }, `13 ${checkIn} paid`)
        return order
      }),
    )
    const states = async () => {
      const all = await Promise.all(orders.map(({ id }) => tenant.api.get<Order>(`/orders/${id}`)))
      return new Set(all.map(({ status }) => status))
    }
    await expect.poll(states, byEvent).toEqual(new Set(['PAID']))
    await platform.advanceTo(orders.at(-1)!.checkOut)
    await expect.poll(states, byEvent).toEqual(new Set(['WAIT_COMMENT']))
    await Promise.all(
      orders.map(({ id }, i) => tenant.api.post(`/orders/${id}/review`, { rating: 2 + i, text: `Review ${i}` })),
    )
    const reputation = async () => {
      const { rating, orderCount } = await tenant.api.get<House>(`/houses/${house.id}`)
      const { items } = await tenant.api.get<Page<Review>>(`/houses/${house.id}/reviews`)
      return { rating, orderCount, reviews: items.length }
    }
    await expect.poll(reputation, byEvent).toEqual({ rating: { average: 3.5, count: 4 }, orderCount: 4, reviews: 4 })
  })
}

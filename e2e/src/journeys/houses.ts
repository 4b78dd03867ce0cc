import { expect, test } from 'vitest'
import type { Client, Problem } from '../client.ts'
import { byEvent, problem } from '../expect.ts'
import type { Card, House, Image, Order, Page } from '../model.ts'
import { landlordWithHouse, register } from '../people.ts'
import { photo } from '../pictures.ts'
import type { Platform } from '../platform.ts'

/** What a landlord does with a house that is on offer. */
export function housesJourney(running: () => Platform): void {
  const tagOf = async (api: Client, path: string) => {
    const { headers } = await api.request('GET', path)
    return headers.get('etag')!
  }

  test('a house is changed by who has seen its last state, and by nobody else', async () => {
    const { landlord, house } = await landlordWithHouse(running().client())
    const path = `/houses/${house.id}`
    const tag = await tagOf(landlord.api, path)
    expect(tag).toMatch(/^"[^"]+"$/)
    await expect(landlord.api.patch(path, { title: 'Unseen' })).rejects.toThrow(problem(428, 'PRECONDITION_REQUIRED'))

    // Of two who saw the same, one is told that it is not so any more.
    const titles = ['A quiet loft', 'A bright loft']
    const answers = await Promise.all(
      titles.map((title) => landlord.api.try<House>('PATCH', path, { body: { title }, match: tag })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412])
    const won = answers.find(({ status }) => status === 200)!
    const lost = answers.find(({ status }) => status === 412)!
    expect((lost.body as Problem).code).toBe('PRECONDITION_FAILED')
    const changed = won.body as House
    expect(changed).toEqual({ ...house, title: changed.title })
    expect(titles).toContain(changed.title)
    expect(await landlord.api.get(path)).toEqual(changed)

    // A picture is a change too, and what was not sent stays.
    const before = await tagOf(landlord.api, path)
    expect(won.headers.get('etag')).toBe(before)
    await landlord.api.upload<Image>('POST', `${path}/images`, await photo())
    await expect(landlord.api.patch(path, { beds: '1 double' }, before)).rejects.toThrow(
      problem(412, 'PRECONDITION_FAILED'),
    )
    const patch = { price: { amount: 45_000, currency: 'CNY' }, facilityIds: [], maxNights: 7, instantBook: true }
    const next = await landlord.api.patch<House>(path, patch, await tagOf(landlord.api, path))
    expect(next).toMatchObject({ ...patch, title: changed.title, beds: house.beds })
    const stay = { houseId: house.id, ...running().days(5, 2), guests: 1 }
    expect(await running().client().post('/quotes', stay)).toMatchObject({ total: { amount: 90_000 } })
    await expect(landlord.api.delete(path, before)).rejects.toThrow(problem(412, 'PRECONDITION_FAILED'))
  })

  test('a house that is withdrawn is offered to nobody, and the bookings of it stand', async () => {
    const anyone = running().client()
    const { landlord, house } = await landlordWithHouse(anyone)
    const path = `/houses/${house.id}`
    const tenant = await register(anyone, 'Li Ming')
    const stay = { houseId: house.id, ...running().days(5, 2), guests: 1 }
    const order = await tenant.api.post<Order>('/orders', stay, 'before')
    const find = async () => {
      const { items } = await anyone.get<Page<Card>>('/houses?area=1&sort=newest&limit=100')
      return items.some(({ id }) => id === house.id)
    }
    expect(await find()).toBe(true)
    await landlord.api.delete(path)
    expect(await find()).toBe(false)
    expect(await anyone.get(path)).toEqual({ ...house, status: 'WITHDRAWN' })

    const later = { ...stay, ...running().days(9, 2) }
    await expect(tenant.api.post('/quotes', later)).rejects.toThrow(problem(422, 'NOT_OFFERED'))
    await expect(tenant.api.post('/orders', later, 'after')).rejects.toThrow(problem(422, 'NOT_OFFERED'))
    const tag = await tagOf(landlord.api, path)
    const nights = { from: later.checkIn, to: later.checkOut }
    await expect(landlord.api.patch(path, { title: 'No' }, tag)).rejects.toThrow(problem(409, 'WRONG_STATE'))
    await expect(landlord.api.post(`${path}/blocks`, nights)).rejects.toThrow(problem(409, 'WRONG_STATE'))
    const upload = landlord.api.upload('POST', `${path}/images`, await photo())
    await expect(upload).rejects.toThrow(problem(409, 'WRONG_STATE'))

    const mine = await landlord.api.get<Page<House>>('/me/houses')
    expect(mine.items.map(({ id, status }) => ({ id, status }))).toEqual([{ id: house.id, status: 'WITHDRAWN' }])
    await landlord.api.post(`/orders/${order.id}/accept`, {})
    await tenant.api.post(`/orders/${order.id}/payment`, { method: 'card' }, 'paid')
    const status = async () => (await tenant.api.get<Order>(`/orders/${order.id}`)).status
    await expect.poll(status, byEvent).toBe('PAID')
  })
}

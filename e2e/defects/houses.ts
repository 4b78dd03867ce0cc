import { expect, test } from 'vitest'
import { problem } from '../src/expect.ts'
import type { Card, House, Image, Order, Page } from '../src/model.ts'
import { house as description } from '../src/people.ts'
import { photo } from '../src/pictures.ts'
import type { Here } from './here.ts'

/** Of houses, their pictures, and finding them. */
export function houseDefects(here: Here): void {
  const publish = (change: object = {}) => here().landlord.api.post<House>('/houses', { ...description, ...change })

  test('6: the server itself sees to it that who publishes is verified, and that a price is one', async () => {
    const { platform, landlord, newcomer } = here()
    await expect(newcomer.api.post('/houses', description)).rejects.toThrow(problem(403, 'NOT_VERIFIED'))
    await expect(platform.client().post('/houses', description)).rejects.toThrow(problem(401, 'NOT_SIGNED_IN'))
    for (const price of ['388', 388, { amount: 388.5, currency: 'CNY' }, { amount: '388', currency: 'CNY' }, null]) {
      const answer = await landlord.api.try('POST', '/houses', { body: { ...description, price } })
      expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_INPUT' } })
    }
  })

  test('7: a picture is taken from the landlord alone, is one by its content, and has the name that we give it', async () => {
    const { platform, tenant, landlord } = here()
    const { id } = await publish()
    const path = `/houses/${id}/images`
    const file = await photo()
    await expect(platform.client().upload('POST', path, file)).rejects.toThrow(problem(401, 'NOT_SIGNED_IN'))
    await expect(tenant.api.upload('POST', path, file)).rejects.toThrow(problem(403, 'FORBIDDEN'))
    const program = new TextEncoder().encode('#!/bin/sh\nrm -rf /\n')
    await expect(landlord.api.upload('POST', path, program, 'holiday.jpg')).rejects.toThrow(
      problem(422, 'NOT_AN_IMAGE'),
    )
    const large = new Uint8Array(5_000_001)
    await expect(landlord.api.upload('POST', path, large)).rejects.toThrow(problem(413, 'TOO_LARGE'))
    const { url } = await landlord.api.upload<Image>('POST', path, file, '../../../../tmp/evil.php')
    expect(url).toMatch(new RegExp(`/houses/${id}/[\\w-]+\\.webp$`))
  })

  test('9: what was changed is seen by the next who looks', async () => {
    const { platform, landlord } = here()
    const { id } = await publish()
    const anyone = platform.client()
    const look = () => anyone.request<House>('GET', `/houses/${id}`)
    for (const title of ['A first name', 'A second name']) {
      const { headers } = await look()
      await landlord.api.patch(`/houses/${id}`, { title }, headers.get('etag')!)
      expect((await look()).body.title).toBe(title)
    }
  })

  test('11: a search heeds its dates, its order and its parts, and answers with cards', async () => {
    const { platform, tenant, landlord } = here()
    const anyone = platform.client()
    const { id } = await publish({ price: { amount: 1, currency: 'CNY' } })
    await Promise.all(
      Array.from({ length: 24 }, (_, i) => publish({ price: { amount: 10_000 + (i % 9), currency: 'CNY' } })),
    )
    // On the first page it shows only with a picture.
    await landlord.api.upload('POST', `/houses/${id}/images`, await photo())
    const stay = { houseId: id, ...platform.days(30, 2), guests: 1 }
    await tenant.api.post<Order>('/orders', stay, 'search')
    const all = (query: string) => anyone.all<Card>(`/houses?${query}&limit=7`)
    const cheapest = await all('sort=price')
    expect(cheapest.length).toBeGreaterThanOrEqual(25)
    expect(new Set(cheapest.map((card) => card.id)).size).toBe(cheapest.length)
    const prices = cheapest.map(({ price }) => price.amount)
    expect(prices).toEqual(prices.toSorted((a, b) => a - b))
    expect((await all('sort=-price')).map(({ price }) => price.amount)).toEqual(prices.toReversed())
    const shape = ['areaName', 'img_urls', 'hid']
    for (const card of cheapest) expect(Object.keys(card).filter((key) => shape.includes(key))).toEqual([])
    expect(cheapest.find((card) => card.id === id)).toMatchObject({
      coverUrl: expect.any(String),
      roomCount: 2,
      capacity: 4,
    })
    const on = async ({ checkIn, checkOut } = platform.days(30, 2)) => {
      const cards = await all(`area=1&checkIn=${checkIn}&checkOut=${checkOut}`)
      return cards.some((card) => card.id === id)
    }
    await expect.poll(() => on(), { timeout: 5_000 }).toBe(false)
    expect(await on(platform.days(32, 2))).toBe(true)
    // The first page's houses are cards of the same kind.
    const { items } = await anyone.get<Page<Card>>('/houses/featured?limit=1')
    expect(Object.keys(items[0]!).toSorted()).toEqual(Object.keys(cheapest[0]!).toSorted())
  })

  test('12: who is not signed in sees all of a house', async () => {
    const { platform, landlord } = here()
    const { id } = await publish()
    const seen = await platform.client().get<House>(`/houses/${id}`)
    expect(seen).toMatchObject({ ...description, landlord: { id: landlord.user.id, name: landlord.user.name } })
    expect(seen).toEqual(await landlord.api.get(`/houses/${id}`))
  })
}

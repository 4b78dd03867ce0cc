import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Card, House, Order, OrderWithHistory, Page, User } from '../model.ts'
import { house as details } from '../people.ts'
import type { World } from '../routes/world.ts'
import { nasty, unstorable } from './values.ts'

const numRuns = process.env.RENTING_LONG ? 500 : 40

/** In a name they are refused, elsewhere they are text. */
const control = /\p{Cc}/u

/** What people write is text, whatever it looks like to a program. */
export function texts(here: () => World): void {
  const cut = (text: string, length: number) => [...text].slice(0, length).join('')

  test('text comes back as it was written: no markup, no template, no SQL, no escape is ever seen in it', async () => {
    const { landlord, platform } = here()
    for (const text of nasty) {
      const written = { ...details, title: text, address: text, layout: cut(text, 32), beds: text }
      const { id } = await landlord.api.post<House>('/houses', written)
      const answer = await platform.client().request<House>('GET', `/houses/${id}`)
      expect(answer.body).toMatchObject(written)
      expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      // Looked for, it is found as itself: what a pattern or a query would make of it finds other houses, or none.
      const query = new URLSearchParams({ q: text, limit: '100' })
      const { items } = await platform.client().get<Page<Card>>(`/houses?${query}`)
      expect({ text, found: items.map((card) => card.id) }).toEqual({ text, found: expect.arrayContaining([id]) })
      const others = items.filter(({ title }) => title === 'Elsewhere')
      expect({ text, others }).toEqual({ text, others: [] })
    }
  })

  test('so do names and reasons', async () => {
    const { landlord, tenant, house, platform } = here()
    for (const [index, text] of nasty.entries()) {
      const name = cut(`N${text.replaceAll(new RegExp(control, 'gu'), '')}`, 32)
      expect(await tenant.api.patch<User>('/me', { name })).toMatchObject({ name })
      const stay = { houseId: house.id, ...platform.days(100 + index, 1), guests: 1 }
      const { id } = await tenant.api.post<Order>('/orders', stay, `text ${index}`)
      await landlord.api.post(`/orders/${id}/reject`, { reason: text })
      const { history } = await tenant.api.get<OrderWithHistory>(`/orders/${id}`)
      expect(history.at(-1)).toMatchObject({ to: 'REJECTED', reason: text })
    }
  })

  test('any text at all comes back, but what no encoding or database has is refused', async () => {
    const { tenant } = here()
    const whole = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    const storable = whole.filter((text) => !text.includes('\0') && text.isWellFormed() && [...text].length <= 32)
    const property = fc.asyncProperty(storable, async (name) => {
      const { status, body } = await tenant.api.try<User>('PATCH', '/me', { body: { name } })
      // A name of blanks alone is none, and control characters have no place in one.
      if (name.trim() === '' || control.test(name)) return expect({ name, status }).toEqual({ name, status: 400 })
      expect({ status, name: (body as User).name }).toEqual({ status: 200, name: name.trim() })
    })
    await fc.assert(property, { numRuns })
    for (const name of unstorable) {
      const answer = await tenant.api.try('PATCH', '/me', { body: { name } })
      expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_INPUT' } })
    }
  })
}

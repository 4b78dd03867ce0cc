import { expect, test } from 'vitest'
import type { Order, Page, Payment } from '../model.ts'
import { days, landlordWithHouse, register } from '../people.ts'
import type { Platform } from '../platform.ts'

/** A client that does not know whether its request arrived sends it again. */
export function idempotencyJourney(running: () => Platform): void {
  test('a booking that is sent many times at once and later again is one booking', async () => {
    const anyone = running().client()
    const { house } = await landlordWithHouse(anyone)
    const tenant = await register(anyone, 'Li Ming')
    const body = { houseId: house.id, ...days(12, 2), guests: 2 }
    const send = () => tenant.api.request<Order>('POST', '/orders', { body, key: 'same' })
    const answers = await Promise.all(Array.from({ length: 6 }, send))
    const first = answers[0]!.body
    expect(first.status).toBe('WAIT_ACCEPT')
    for (const answer of [...answers, await send()]) expect(answer).toMatchObject({ status: 201, body: first })
    expect(await tenant.api.get<Page<Order>>('/orders')).toEqual({ items: [first], nextCursor: null })
  })

  test('a payment that is sent many times at once is one payment', async () => {
    const anyone = running().client()
    const { house } = await landlordWithHouse(anyone, { instantBook: true })
    const tenant = await register(anyone, 'Li Ming')
    const body = { houseId: house.id, ...days(12, 2), guests: 2 }
    const { id } = await tenant.api.post<Order>('/orders', body, 'booked')
    const send = (_: unknown, i: number) => {
      // Half of them under the same key, half by somebody impatient.
      const key = i % 2 === 0 ? 'same' : `other ${i}`
      return tenant.api.try<Payment>('POST', `/orders/${id}/payment`, { body: { method: 'card' }, key })
    }
    const answers = await Promise.all(Array.from({ length: 6 }, send))
    const paid = answers.filter(({ status }) => status === 201).map(({ body }) => (body as Payment).paymentId)
    expect(paid.length).toBeGreaterThan(0)
    expect(new Set(paid).size).toBe(1)
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([])
    await expect.poll(async () => (await tenant.api.get<Order>(`/orders/${id}`)).status).toBe('PAID')
  })

  test('a key means one request, and a booking needs one', async () => {
    const anyone = running().client()
    const { house } = await landlordWithHouse(anyone)
    const [tenant, other] = await Promise.all([register(anyone, 'Li Ming'), register(anyone, 'Zhang Wei')])
    const body = { houseId: house.id, ...days(12, 2), guests: 2 }
    const order = await tenant.api.post<Order>('/orders', body, 'mine')
    const changed = await tenant.api.try('POST', '/orders', { body: { ...body, ...days(16, 2) }, key: 'mine' })
    expect(changed).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
    const keyless = await tenant.api.try('POST', '/orders', { body: { ...body, ...days(16, 2) } })
    expect(keyless).toMatchObject({ status: 400, body: { code: 'IDEMPOTENCY_KEY_REQUIRED' } })
    const long = await tenant.api.try('POST', '/orders', { body: { ...body, ...days(16, 2) }, key: 'x'.repeat(256) })
    expect(long).toMatchObject({ status: 400 })
    // Somebody else's key of the same name is theirs.
    const theirs = await other.api.post<Order>('/orders', { ...body, ...days(16, 2) }, 'mine')
    expect(theirs.id).not.toBe(order.id)
    expect((await tenant.api.get<Page<Order>>('/orders')).items).toEqual([order])
  })
}

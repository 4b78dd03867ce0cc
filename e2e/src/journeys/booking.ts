import { describe, expect, test } from 'vitest'
import { ProblemError } from '../client.ts'
import { byEvent, problem } from '../expect.ts'
import type { Card, House, Order, Page, Quote, Step, User } from '../model.ts'
import { day, days, house as description, idNumber, landlordWithHouse, register, smsCode, verify } from '../people.ts'
import type { Platform } from '../platform.ts'

/** From a stranger to a booking that its landlord has accepted. */
export function bookingJourney(running: () => Platform): void {
  test('somebody opens an account, is verified, publishes; another finds it, books; the landlord accepts', async () => {
    const platform = running()
    const anyone = platform.client()

    // Captcha, code, account: each works once, and what it answered holds for the next request.
    await expect(anyone.get('/me')).rejects.toThrow(problem(401, 'NOT_SIGNED_IN'))
    const landlord = await register(anyone, 'Wang Fang')
    expect(landlord.user.mobile).not.toContain(landlord.mobile)
    expect(await landlord.api.get('/session')).toEqual({ user: landlord.user })
    const again = {
      mobile: landlord.mobile,
      password: 'another password',
      smsCode: await smsCode(anyone, landlord.mobile),
    }
    await expect(anyone.post('/users', again)).rejects.toThrow(problem(409, 'MOBILE_TAKEN'))

    // Who is not verified may not publish; who is may, at once.
    await expect(landlord.api.post('/houses', description)).rejects.toThrow(problem(403, 'NOT_VERIFIED'))
    const wrong = { realName: 'Wang Fang', idNumber: idNumber().replace(/.$/, (last) => (last === '1' ? '2' : '1')) }
    await expect(landlord.api.put('/me/identity', wrong)).rejects.toThrow(problem(422, 'BAD_ID_NUMBER'))
    const verified = await verify(landlord)
    expect(verified.identity).toMatchObject({ status: 'VERIFIED', realName: 'Wang Fang' })
    expect(verified.identity.idNumber).toMatch(/^\d{4}\*+\w{4}$/)
    expect(await landlord.api.get('/me')).toEqual(verified)
    const published = await landlord.api.request<House>('POST', '/houses', { body: description })
    const house = published.body
    expect(house).toMatchObject({ ...description, status: 'LISTED', landlord: { id: verified.id, name: 'Wang Fang' } })
    expect(published.headers.get('location')).toBe(`/api/v2/houses/${house.id}`)

    // Published, it is read, found, quoted at once, by another person.
    expect(await anyone.get(`/houses/${house.id}`)).toEqual(house)
    const tenant = await register(anyone, 'Li Ming')
    const stay = { houseId: house.id, ...days(20, 3), guests: 2 }
    const find = async ({ checkIn, checkOut } = stay as { checkIn: string; checkOut: string }) => {
      const { items } = await tenant.api.get<Page<Card>>(
        `/houses?area=1&checkIn=${checkIn}&checkOut=${checkOut}&limit=100`,
      )
      return items.filter(({ id }) => id === house.id).map(({ title }) => title)
    }
    expect(await find()).toEqual([description.title])
    const quote = await tenant.api.post<Quote>('/quotes', stay)
    expect(quote).toEqual({
      nights: [20, 21, 22].map((offset) => ({ date: day(offset), price: description.price })),
      total: { amount: 3 * description.price.amount, currency: 'CNY' },
      deposit: description.deposit,
      policy: 'moderate',
    })

    // Booked as quoted; the nights are taken for everybody at once, and in the search soon.
    await expect(landlord.api.post('/orders', stay, 'own')).rejects.toThrow(problem(422, 'OWN_HOUSE'))
    const booked = await tenant.api.request<Order>('POST', '/orders', { body: stay, key: 'first' })
    const order = booked.body
    expect(order).toMatchObject({ ...stay, ...quote, status: 'WAIT_ACCEPT', tenantId: tenant.user.id })
    expect(order).toMatchObject({ landlordId: verified.id, house: { title: description.title, coverUrl: null } })
    await expect(anyone.post('/quotes', stay)).rejects.toThrow(problem(409, 'DATES_TAKEN'))
    const overlapping = { ...stay, ...days(22, 2) }
    await expect(tenant.api.post('/orders', overlapping, 'second')).rejects.toThrow(problem(409, 'DATES_TAKEN'))
    await expect.poll(() => find(), byEvent).toEqual([])
    expect(await find(days(19, 2))).toEqual([])
    expect(await find(days(23, 2))).toEqual([description.title])
    expect(await find(days(18, 2))).toEqual([description.title])

    // Only the landlord decides, once; a stranger does not even learn that there is an order.
    const stranger = await register(anyone, 'Nobody')
    await expect(stranger.api.get(`/orders/${order.id}`)).rejects.toThrow(problem(404, 'NOT_FOUND'))
    await expect(stranger.api.post(`/orders/${order.id}/accept`, {})).rejects.toThrow(problem(404, 'NOT_FOUND'))
    await expect(tenant.api.post(`/orders/${order.id}/accept`, {})).rejects.toThrow(problem(403, 'FORBIDDEN'))
    expect(await landlord.api.get('/orders')).toEqual({ items: [], nextCursor: null })
    expect(await landlord.api.get('/orders?role=landlord')).toEqual({ items: [order], nextCursor: null })
    const accepted = await landlord.api.request<Order>('POST', `/orders/${order.id}/accept`, { body: {} })
    expect(accepted.body).toEqual({ ...order, status: 'WAIT_PAYMENT', expiresAt: accepted.body.expiresAt })
    await expect(landlord.api.post(`/orders/${order.id}/reject`, { reason: 'late' })).rejects.toThrow(
      problem(409, 'WRONG_STATE'),
    )

    // The tenant sees it, with its history.
    const { history, ...seen } = await tenant.api.get<Order & { history: readonly Step[] }>(`/orders/${order.id}`)
    expect(seen).toEqual(accepted.body)
    expect(history).toEqual([
      { at: order.createdAt, from: null, to: 'WAIT_ACCEPT', by: 'tenant' },
      { at: history[1]?.at, from: 'WAIT_ACCEPT', to: 'WAIT_PAYMENT', by: 'landlord' },
    ])
    expect(await tenant.api.get('/orders?status=WAIT_PAYMENT')).toEqual({ items: [seen], nextCursor: null })
    expect(await tenant.api.get('/orders?status=WAIT_ACCEPT')).toEqual({ items: [], nextCursor: null })

    // What a request led to carries its id, in every service that it reached.
    const told = (service: string, text: string, { headers }: { headers: Headers }) =>
      platform.line(new RegExp(`^${service} +│ .*${text}.* request=${headers.get('x-request-id')}$`))
    await told('api', 'answered method=POST route=/api/v2/orders status=201', booked)
    await told('order', 'answered call=OrderService.CreateOrder', booked)
    await told('house', 'event handled topic=renting.order.requested', booked)
    await told('house', 'event handled topic=renting.order.accepted', accepted)
    await told('order', 'event handled topic=renting.house.published', published)
  })

  test('a rejected booking gives its nights back', async () => {
    const anyone = running().client()
    const { landlord, house } = await landlordWithHouse(anyone)
    const tenant = await register(anyone, 'Li Ming')
    const stay = { houseId: house.id, ...days(5, 2), guests: 1 }
    const { id } = await tenant.api.post<Order>('/orders', stay, 'k1')
    const search = `/houses?area=1&checkIn=${stay.checkIn}&checkOut=${stay.checkOut}&limit=100`
    const found = async () => (await anyone.get<Page<Card>>(search)).items.some((card) => card.id === house.id)
    await expect.poll(found, byEvent).toBe(false)
    await landlord.api.post(`/orders/${id}/reject`, { reason: 'The heating is broken' })
    await expect.poll(found, byEvent).toBe(true)
    const next = await tenant.api.post<Order>('/orders', stay, 'k2')
    expect(next.id).not.toBe(id)
    const { history } = await tenant.api.get<Order & { history: readonly Step[] }>(`/orders/${id}`)
    expect(history.at(-1)).toMatchObject({ to: 'REJECTED', by: 'landlord', reason: 'The heating is broken' })
  })

  describe('a browser', () => {
    test('is signed in by its cookie, and changes things only from a page of ours', async () => {
      const platform = running()
      const anyone = platform.client()
      const { landlord, house } = await landlordWithHouse(anyone)
      const { mobile, password } = await register(anyone, 'Li Ming')
      const signedIn = await anyone.request<{ token: string; user: User }>('POST', '/sessions', {
        body: { mobile, password },
      })
      const setCookie = signedIn.headers.get('set-cookie') ?? ''
      expect(setCookie).toMatch(/^session=[^;]+;.*HttpOnly/)
      expect(setCookie).toMatch(/SameSite=Lax/)
      const cookie = setCookie.split(';', 1)[0]!
      const browser = { cookie, origin: platform.url }
      const me = await anyone.request<User>('GET', '/me', { headers: { cookie } })
      expect(me.body).toEqual(signedIn.body.user)

      const stay = { houseId: house.id, ...days(40, 2), guests: 1 }
      const book = (key: string, headers: Record<string, string>) =>
        anyone.request<Order>('POST', '/orders', { body: stay, key, headers })
      await expect(book('k1', { cookie })).rejects.toThrow(problem(403, 'BAD_ORIGIN'))
      const evil = book('k1', { cookie, origin: 'https://evil.example' })
      await expect(evil).rejects.toThrow(problem(403, 'BAD_ORIGIN'))
      const { body: order } = await book('k1', browser)
      expect(await landlord.api.get('/orders?role=landlord')).toEqual({ items: [order], nextCursor: null })

      const out = await anyone.request('DELETE', '/session', { headers: browser })
      expect(out.status).toBe(204)
      const gone = await anyone.request('GET', '/me', { headers: { cookie } }).catch((error: unknown) => error)
      expect(gone).toBeInstanceOf(ProblemError)
      expect(gone).toEqual(problem(401, 'NOT_SIGNED_IN'))
    })
  })
}

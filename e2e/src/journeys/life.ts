import { expect, test } from 'vitest'
import { byEvent, problem } from '../expect.ts'
import type {
  Block,
  Card,
  Day,
  House,
  Image,
  Income,
  Order,
  OrderWithHistory,
  Page,
  Payment,
  Quote,
  Review,
  User,
} from '../model.ts'
import { house as description, register, verify } from '../people.ts'
import { look, photo, png, webp } from '../pictures.ts'
import type { Platform } from '../platform.ts'

/** From a stranger to a review: everything that happens to a house and a stay when all goes well. */
export function lifeJourney(running: () => Platform): void {
  test('a house with pictures is found, booked, paid for, lived in and reviewed, and all of it shows', async () => {
    const platform = running()
    const anyone = platform.client()
    const served = async (url: string) => {
      const response = await fetch(new URL(url, platform.url))
      expect(`${url} ${response.status}`).toBe(`${url} 200`)
      expect(response.headers.get('content-type')).toBe('image/webp')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      return look(new Uint8Array(await response.arrayBuffer()))
    }

    // Somebody with a face and a checked identity publishes.
    const landlord = await register(anyone, 'Wang Fang')
    const { avatarUrl } = await landlord.api.upload<User>('PUT', '/me/avatar', await photo())
    const face = await served(avatarUrl!)
    expect(face).toMatchObject({ format: 'webp', written: false })
    expect(face.width).toBe(face.height)
    expect(await verify(landlord)).toMatchObject({ avatarUrl, identity: { status: 'VERIFIED' } })
    const house = await landlord.api.post<House>('/houses', { ...description, policy: 'flexible' })
    expect(house).toMatchObject({ images: [], rating: null, orderCount: 0, policy: 'flexible', instantBook: false })
    expect(house.landlord).toEqual({ id: landlord.user.id, name: 'Wang Fang', avatarUrl })

    // Pictures of three kinds: upright, without what the camera wrote, in the order the landlord wants.
    const add = async (file: Uint8Array<ArrayBuffer>, name: string) => {
      const image = await landlord.api.upload<Image>('POST', `/houses/${house.id}/images`, file, name)
      const [large, small] = [await served(image.url), await served(image.thumbnailUrl)]
      expect([large, small]).toEqual([
        expect.objectContaining({ format: 'webp', written: false }),
        expect.objectContaining({ format: 'webp', written: false }),
      ])
      expect(small.width).toBeLessThanOrEqual(large.width)
      return { ...image, large }
    }
    const pictures = [await add(await photo(), 'a.jpg'), await add(await png(), 'b.png'), await add(await webp(), 'c')]
    expect(pictures.map(({ large }) => [large.width, large.height, large.corners])).toEqual([
      [400, 640, 'red red blue blue'],
      [400, 300, 'red blue red blue'],
      [300, 300, 'red blue red blue'],
    ])
    const images = pictures.map(({ large: _, ...image }) => image)
    const shown = async () => (await anyone.get<House>(`/houses/${house.id}`)).images
    expect(await shown()).toEqual(images)
    const wanted = [images[2]!, images[0]!, images[1]!]
    const ordered = await landlord.api.put(`/houses/${house.id}/images/order`, { ids: wanted.map(({ id }) => id) })
    expect(ordered).toEqual(wanted)
    expect(await shown()).toEqual(wanted)
    const find = async (stay: { checkIn: string; checkOut: string }) => {
      const query = new URLSearchParams({ area: '1', limit: '100', checkIn: stay.checkIn, checkOut: stay.checkOut })
      const { items } = await anyone.get<Page<Card>>(`/houses?${query}`)
      return items.filter(({ id }) => id === house.id)
    }
    const stay = { houseId: house.id, ...platform.days(20, 3), guests: 2 }
    const [card] = await find(stay)
    const cover = card?.coverUrl
    expect([wanted[0]!.url, wanted[0]!.thumbnailUrl]).toContain(cover)

    // Nights that the landlord keeps can't be had by anybody, until given back.
    const calendar = async (api = anyone) => {
      const { checkIn, checkOut } = platform.days(19, 5)
      return api.get<Day[]>(`/houses/${house.id}/calendar?from=${checkIn}&to=${checkOut}`)
    }
    const kinds = async () => (await calendar()).map(({ status }) => status).join(' ')
    expect(await calendar()).toEqual(
      [19, 20, 21, 22, 23].map((offset) => ({
        date: platform.days(offset, 1).checkIn,
        status: 'free',
        price: house.price,
      })),
    )
    const kept = { from: stay.checkIn, to: stay.checkOut }
    const block = await landlord.api.post<Block>(`/houses/${house.id}/blocks`, kept)
    expect(block).toEqual({ id: block.id, ...kept })
    expect(await kinds()).toBe('free blocked blocked blocked free')
    const tenant = await register(anyone, 'Li Ming')
    await expect(tenant.api.post('/quotes', stay)).rejects.toThrow(problem(409, 'DATES_TAKEN'))
    await expect(tenant.api.post('/orders', stay, 'blocked')).rejects.toThrow(problem(409, 'DATES_TAKEN'))
    expect((await landlord.api.get<Page<Block>>(`/houses/${house.id}/blocks`)).items).toEqual([block])
    await landlord.api.delete(`/houses/${house.id}/blocks/${block.id}`)
    expect(await kinds()).toBe('free free free free free')

    // Booked as quoted. Which booking it is, the calendar tells its landlord alone.
    const quote = await tenant.api.post<Quote>('/quotes', stay)
    const order = await tenant.api.post<Order>('/orders', stay, 'booked')
    expect(order).toMatchObject({ ...quote, policy: 'flexible', house: { title: house.title, coverUrl: cover } })
    expect(await kinds()).toBe('free taken taken taken free')
    expect((await calendar(landlord.api)).map(({ orderId }) => orderId)).toEqual([
      undefined,
      order.id,
      order.id,
      order.id,
      undefined,
    ])
    for (const api of [anyone, tenant.api]) {
      expect((await calendar(api)).filter((each) => 'orderId' in each)).toEqual([])
    }
    const over = landlord.api.post(`/houses/${house.id}/blocks`, kept)
    await expect(over).rejects.toThrow(problem(409, 'DATES_TAKEN'))

    // Agreed and paid.
    const path = `/orders/${order.id}`
    const status = async () => (await tenant.api.get<Order>(path)).status
    const pay = () => tenant.api.request<Payment>('POST', `${path}/payment`, { body: { method: 'card' }, key: 'pay' })
    await expect(pay()).rejects.toThrow(problem(409, 'WRONG_STATE'))
    await landlord.api.post(`${path}/accept`, {})
    const paid = await tenant.api.request<Payment>('POST', `${path}/payment`, { body: { method: 'card' }, key: 'paid' })
    expect(paid).toMatchObject({ status: 201, body: { status: 'SUCCEEDED' } })
    await expect.poll(status, byEvent).toBe('PAID')
    const repeated = { body: { method: 'card' }, key: 'paid' }
    expect((await tenant.api.request<Payment>('POST', `${path}/payment`, repeated)).body).toEqual(paid.body)
    const review = { rating: 5, text: 'A quiet place. 很安静 🛶' }
    await expect(tenant.api.post(`${path}/review`, review)).rejects.toThrow(problem(409, 'WRONG_STATE'))

    // What the landlord says of the house from now on, its orders show too.
    const { headers } = await landlord.api.request('GET', `/houses/${house.id}`)
    const title = 'A loft by the old canal'
    await landlord.api.patch(`/houses/${house.id}`, { title }, headers.get('etag')!)
    await landlord.api.delete(`/houses/${house.id}/images/${wanted[0]!.id}`)
    const nextCover = (await find(platform.days(30, 1)))[0]?.coverUrl
    expect([images[0]!.url, images[0]!.thumbnailUrl]).toContain(nextCover)
    const ofHouse = async () => (await tenant.api.get<Order>(path)).house
    await expect.poll(ofHouse, byEvent).toEqual({ title, coverUrl: nextCover })

    // The days come and go by the clock.
    await platform.advanceTo(stay.checkIn)
    await expect.poll(status, byEvent).toBe('CHECKED_IN')
    await expect(tenant.api.post(`${path}/review`, review)).rejects.toThrow(problem(409, 'WRONG_STATE'))
    await platform.advanceTo(stay.checkOut)
    await expect.poll(status, byEvent).toBe('WAIT_COMMENT')

    // Said once, seen by all.
    const said = await tenant.api.post<Review>(`${path}/review`, review)
    expect(said).toMatchObject(review)
    await expect(tenant.api.post(`${path}/review`, review)).rejects.toThrow(problem(409, 'WRONG_STATE'))
    expect(await status()).toBe('COMPLETE')
    const reputation = async () => {
      const { rating, orderCount } = await anyone.get<House>(`/houses/${house.id}`)
      const { items } = await anyone.get<Page<Review>>(`/houses/${house.id}/reviews`)
      const [seen] = await find(platform.days(40, 1))
      return { rating, orderCount, items, card: { rating: seen?.rating, orderCount: seen?.orderCount } }
    }
    const fame = { rating: { average: 5, count: 1 }, orderCount: 1 }
    const author = { name: 'Li Ming', avatarUrl: null }
    await expect.poll(reputation, byEvent).toEqual({
      ...fame,
      items: [{ id: said.id, ...review, author, at: said.at }],
      card: fame,
    })
    const { history } = await tenant.api.get<OrderWithHistory>(path)
    expect(history.map(({ from, to, by }) => `${from} ${to} ${by}`)).toEqual([
      'null WAIT_ACCEPT tenant',
      'WAIT_ACCEPT WAIT_PAYMENT landlord',
      'WAIT_PAYMENT PAID system',
      'PAID CHECKED_IN system',
      'CHECKED_IN WAIT_COMMENT system',
      'WAIT_COMMENT COMPLETE tenant',
    ])
    const [from, to] = [platform.days(-400, 1).checkIn, platform.days(40, 1).checkIn]
    const income = await landlord.api.get<Income[]>(`/me/income?from=${from}&to=${to}`)
    expect(income).toEqual([
      { month: expect.stringMatching(/^\d{4}-\d{2}$/), paid: order.total, refunded: { amount: 0, currency: 'CNY' } },
    ])
    expect(await tenant.api.get(`/me/income?from=${from}&to=${to}`)).toEqual([])
  })

  test('the first page shows houses with a picture, each once', async () => {
    const seen = await running().client().all<Card>('/houses/featured?limit=10')
    expect(seen.length).toBeGreaterThan(0)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    expect(seen.filter(({ coverUrl }) => coverUrl === null)).toEqual([])
  })
}

import { afterAll, beforeAll, expect, test } from 'vitest'
import { settled } from './facts.ts'
import { faults } from './faults.ts'
import type { Card, House, Order, Page, Review, User } from './model.ts'
import { day, signIn } from './people.ts'
import { Platform } from './platform.ts'

/** What somebody finds who starts the platform for the first time. */
let platform: Platform
beforeAll(async () => {
  platform = await Platform.start({ mode: 'single', env: { RENTING_SEED: 'on' } })
})
afterAll(() => platform.remove())

const patient = { timeout: 20_000 }
const statusesOf = (orders: Page<Order>) => [...new Set(orders.items.map(({ status }) => status))]

const allHouses = () => platform.client().all<Card>('/houses?limit=100')

test('two hundred houses all over the town, each with pictures of its own', async () => {
  const cards = await allHouses()
  expect(cards).toHaveLength(200)
  expect(new Set(cards.map(({ id }) => id)).size).toBe(200)
  expect(new Set(cards.map(({ area }) => area.id)).size).toBe(15)
  expect(new Set(cards.map(({ title }) => title)).size).toBe(200)
  const bytes = await Promise.all(
    cards.map(async ({ coverUrl }) => {
      const answer = await fetch(`${platform.url}${coverUrl}`)
      expect(`${answer.status} ${answer.headers.get('content-type')}`).toBe('200 image/webp')
      return Buffer.from(await answer.arrayBuffer()).toString('base64')
    }),
  )
  expect(new Set(bytes).size).toBe(200)
  const { images } = await platform.client().get<House>(`/houses/${cards[0]!.id}`)
  expect(images.length).toBeGreaterThan(1)
})

test('what guests thought of them, by name', async () => {
  const api = platform.client()
  await expect
    .poll(async () => (await allHouses()).filter(({ rating }) => rating !== null).length, patient)
    .toBeGreaterThan(50)
  // A count and what it counts are two requests.
  await settled(platform)
  const { items: featured } = await api.get<Page<Card>>('/houses/featured')
  expect(featured.length).toBeGreaterThan(0)
  const best = featured[0]!
  expect(best.rating!.average).toBeGreaterThan(3)
  const reviews = await api.get<Page<Review>>(`/houses/${best.id}/reviews`)
  expect(reviews.items).toHaveLength(best.rating!.count)
  for (const { author, text } of reviews.items) expect(author.name && text).toBeTruthy()
})

test('a tenant, a landlord and a newcomer can sign in and have something to do', async () => {
  const [tenant, landlord, newcomer] = await Promise.all(
    ['13800000001', '13800000002', '13800000003'].map((mobile) => signIn(platform.client(), mobile)),
  )
  const status = async ({ api }: typeof tenant & {}) => (await api.get<User>('/me')).identity.status
  expect(await Promise.all([tenant!, landlord!, newcomer!].map(status))).toEqual(['VERIFIED', 'VERIFIED', 'NONE'])
  expect(statusesOf(await tenant!.api.get('/orders')).length).toBeGreaterThan(2)
  expect((await landlord!.api.get<Page<House>>('/me/houses')).items.length).toBeGreaterThan(5)
  expect(statusesOf(await landlord!.api.get('/orders?role=landlord&limit=100'))).toContain('WAIT_ACCEPT')
  expect(await landlord!.api.get(`/me/income?from=${day(-365)}&to=${day(1)}`)).not.toEqual([])
})

test('and none of it was a fault of the platform', async () => {
  expect(faults(platform)).toEqual([])
  expect(await platform.stop()).toBe(0)
})

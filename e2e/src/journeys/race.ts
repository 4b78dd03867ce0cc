import { expect, test } from 'vitest'
import type { Problem } from '../client.ts'
import type { Order } from '../model.ts'
import { days, landlordWithHouse, register } from '../people.ts'
import type { Platform } from '../platform.ts'

const clients = 50

/** Many who want the same nights of one house at the same moment. */
export function raceJourney(running: () => Platform, rounds: number): void {
  test(`${rounds} rounds of ${clients} who book one house at once: each night is given once, and somebody wins`, async () => {
    const platform = running()
    const { house } = await landlordWithHouse(platform.client())
    const tenants = await Promise.all(Array.from({ length: 5 }, (_, i) => register(platform.client(), `Tenant ${i}`)))
    const winners: Order[] = []

    for (let round = 0; round < rounds; round++) {
      // Two nights from one of three days: the first and the last start can both be had, nothing else together.
      const answers = await Promise.all(
        Array.from({ length: clients }, (_, i) => {
          const body = { houseId: house.id, ...days(10 + round * 4 + (i % 3), 2), guests: 1 }
          return tenants[i % tenants.length]!.api.try<Order>('POST', '/orders', { body, key: `${round}-${i}` })
        }),
      )
      const won = answers.filter(({ status }) => status === 201).map(({ body }) => body as Order)
      const lost = answers.filter(({ status }) => status !== 201)
      expect(won.length).toBeGreaterThanOrEqual(1)
      expect(lost.map(({ status, body }) => `${status} ${(body as Problem).code}`)).toEqual(
        lost.map(() => '409 DATES_TAKEN'),
      )
      winners.push(...won)
    }

    const nights = winners.flatMap((order) => order.nights.map(({ date }) => date))
    expect(nights).toHaveLength(2 * winners.length)
    expect(new Set(nights).size).toBe(nights.length)

    const database = await platform.database('order')
    const { rows: stored } = await database.query<{ id: string }>('SELECT id FROM booking WHERE house_id = $1', [
      house.id,
    ])
    expect(stored.map(({ id }) => id).toSorted()).toEqual(winners.map(({ id }) => id).toSorted())
    const { rows: overlaps } = await database.query(
      `SELECT a.id, b.id FROM booking a JOIN booking b ON a.house_id = b.house_id AND a.id < b.id
       WHERE daterange(a.check_in, a.check_out) && daterange(b.check_in, b.check_out) AND a.house_id = $1`,
      [house.id],
    )
    expect(overlaps).toEqual([])
  })
}

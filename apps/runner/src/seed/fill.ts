import { bulkHouses } from '@renting/house/bulk'
import { bulkOrders } from '@renting/order/bulk'
import { type BulkStep, bulkStays } from '@renting/platform/demo'
import { Client } from 'pg'

export interface Fill {
  readonly houses: number
  /** The day that the bookings lie around, `2026-11-20`. */
  readonly today: string
  /** The connection string of a service to its own database. */
  readonly urlOf: (service: string) => string
  /** Hears how far it is. */
  readonly say: (line: string) => void
}

/** Rows are made for so many houses at a time: enough for speed, few enough to hear of progress. */
const batch = 10_000

const parts: readonly (readonly [service: string, steps: readonly BulkStep[]])[] = [
  ['house', bulkHouses],
  ['order', bulkOrders],
]

/**
 * Adds houses and their bookings to the databases of a platform that runs: by statements for very many rows, without
 * events. What has been added before stays as it is.
 */
export async function fill({ houses, today, urlOf, say }: Fill): Promise<void> {
  say(`${houses} houses with ${houses * bulkStays} bookings around ${today}`)
  // Side by side: each has a database of its own.
  await Promise.all(parts.map(([service, steps]) => fillService(service, steps, { houses, today, urlOf, say })))
}

async function fillService(
  service: string,
  steps: readonly BulkStep[],
  { houses, today, urlOf, say }: Fill,
): Promise<void> {
  const client = new Client({ connectionString: urlOf(service), application_name: 'seed' })
  await client.connect()
  try {
    for (const { what, text } of steps) {
      const begin = performance.now()
      let rows = 0
      for (let first = 1; first <= houses; first += batch) {
        const last = Math.min(first + batch - 1, houses)
        rows += (await client.query(text, text.includes('$3') ? [first, last, today] : [first, last])).rowCount ?? 0
      }
      say(`${service}: ${rows} ${what} in ${((performance.now() - begin) / 1000).toFixed(1)} s`)
    }
    // Now, not when the database thinks of it: search is planned by what is known of the rows.
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}

import type { Pool } from 'pg'
import { expect } from 'vitest'
import type { Platform } from './platform.ts'

/** States in which a booking holds its nights. */
const blocking = ['WAIT_ACCEPT', 'WAIT_PAYMENT', 'PAID', 'CHECKED_IN']

/**
 * Until every event of the order service has reached the house service and been applied there once, so that both know
 * of the same bookings; and nothing waits, and nothing was given up.
 *
 * @returns how many events it were
 */
export async function agreed(platform: Platform): Promise<number> {
  const order = await platform.database('order')
  const house = await platform.database('house')
  const broker = await platform.database('broker')
  // Each step of an order is told by one event.
  const steps = await count(order, 'SELECT count(*) FROM step')
  const events = await column(order, "SELECT id FROM outbox WHERE topic LIKE 'renting.order.%' ORDER BY id")
  expect(events).toHaveLength(steps)
  const bookings = await column(
    order,
    `SELECT id || ' ' || version || ' ' || (status = ANY ($1)) AS id FROM booking ORDER BY id`,
    [blocking],
  )
  // What takes nights: the bookings that hold theirs, and for each block of a landlord what is held for it.
  const taking = await column(order, 'SELECT id FROM booking WHERE status = ANY ($1) ORDER BY id', [blocking])
  expect(await column(order, "SELECT id FROM occupancy WHERE kind = 'order' ORDER BY id")).toEqual(taking)
  await expect
    .poll(
      async () => ({
        unsent: await count(order, 'SELECT count(*) FROM outbox WHERE sent_at IS NULL'),
        waiting: await count(broker, 'SELECT count(*) FROM micro_broker.delivery'),
        dead: await count(broker, 'SELECT count(*) FROM micro_broker.dead_letter'),
        // A mark is made in the transaction of the effect, and there is room for one of each event.
        applied: await column(
          house,
          "SELECT id FROM inbox WHERE queue = 'renting.house' AND id = ANY ($1) ORDER BY id",
          [events],
        ),
        bookings: await column(
          house,
          "SELECT order_id || ' ' || version || ' ' || taken AS id FROM booking ORDER BY order_id",
        ),
      }),
      { timeout: 30_000, interval: 100 },
    )
    .toEqual({ unsent: 0, waiting: 0, dead: 0, applied: events, bookings })
  return events.length
}

export async function count(pool: Pool, sql: string, values: unknown[] = []): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(sql, values)
  return Number(rows[0]!.count)
}

async function column(pool: Pool, sql: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(sql, values)
  return rows.map(({ id }) => id)
}

/** Keeps everybody else from a table until the work is done: what needs it waits in the middle. */
export async function holding<T>(pool: Pool, table: string, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
    return await work()
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

/** Until somebody waits for the table. */
export async function awaited(pool: Pool, table: string): Promise<void> {
  const sql = 'SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = $1::regclass'
  await expect.poll(() => count(pool, sql, [table]), { timeout: 20_000, interval: 20 }).toBeGreaterThan(0)
}

/** Tables that change by asking alone, or by what goes on in the background. */
const passing = [
  'session',
  'captcha',
  'sms_code',
  'occurrence',
  'sent_message',
  'answer',
  'inbox',
  'outbox',
  'subscription',
  'schema_migrations',
  'domain_clock',
]

/** Until everything that was told has been handled by everybody who hears it. */
export async function settled(platform: Platform): Promise<void> {
  const broker = await platform.database('broker')
  const services = await Promise.all((['user', 'house', 'order'] as const).map((name) => platform.database(name)))
  const underWay = async () => {
    const unsent = await Promise.all(
      services.map((pool) => count(pool, 'SELECT count(*) FROM outbox WHERE sent_at IS NULL')),
    )
    return { unsent, waiting: await count(broker, 'SELECT count(*) FROM micro_broker.delivery') }
  }
  await expect.poll(underWay, { timeout: 30_000, interval: 50 }).toEqual({ unsent: [0, 0, 0], waiting: 0 })
}

/** A digest of every table of every service, by `service.table`: equal when nothing that is kept has changed. */
export async function contents(platform: Platform): Promise<Readonly<Record<string, string>>> {
  await settled(platform)
  const digests: Record<string, string> = {}
  for (const service of ['user', 'house', 'order'] as const) {
    const pool = await platform.database(service)
    const tables = await column(
      pool,
      `SELECT tablename AS id FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1) ORDER BY 1`,
      [passing],
    )
    for (const table of tables) {
      const sql = `SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS id FROM ${table} t`
      digests[`${service}.${table}`] = (await column(pool, sql))[0]!
    }
  }
  return digests
}

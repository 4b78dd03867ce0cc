import type { Database } from '@renting/platform'
import type { CalendarDate, Stay } from '@renting/platform/values'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Block } from '../domain/calendar.ts'

interface BlockRow {
  readonly id: string
  // As text: `pg` would make a moment of a day, in the server's own time zone.
  readonly check_in: CalendarDate
  readonly check_out: CalendarDate
}

const columns = 'id, check_in::text, check_out::text'

type Pool = Database<PrismaClient>['pool']

/** Nights that landlords keep for themselves, and how far each has come. */
export class Blocks {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async held(
    houseId: string,
    day: CalendarDate,
    after: readonly [CalendarDate, string] | undefined,
    limit: number,
  ): Promise<readonly Block[]> {
    const going = after === undefined ? '' : 'AND (check_in, id) > ($4::date, $5)'
    return await this.#read(
      `SELECT ${columns} FROM block WHERE house_id = $1 AND state = 'HELD' AND check_out > $2::date ${going}
       ORDER BY block.check_in, id LIMIT $3`,
      [houseId, day, limit, ...(after ?? [])],
    )
  }

  async within(houseId: string, { checkIn, checkOut }: Stay): Promise<readonly Block[]> {
    return await this.#read(
      `SELECT ${columns} FROM block WHERE house_id = $1 AND check_out > $2::date AND check_in < $3::date`,
      [houseId, checkIn, checkOut],
    )
  }

  async begin(houseId: string, { id, stay }: Block): Promise<boolean> {
    return await this.#change(
      `INSERT INTO block (id, house_id, check_in, check_out, state) VALUES ($1, $2, $3, $4, 'HOLDING')
       ON CONFLICT (id) DO UPDATE SET since = now() WHERE block.state <> 'RELEASING'`,
      [id, houseId, stay.checkIn, stay.checkOut],
    )
  }

  async beginRelease(houseId: string, id: string): Promise<boolean> {
    return await this.#change(
      `UPDATE block SET state = 'RELEASING', since = now()
       WHERE id = $1 AND house_id = $2 AND state IN ('HELD', 'RELEASING')`,
      [id, houseId],
    )
  }

  async giveUp(id: string): Promise<boolean> {
    return await this.#change(
      `UPDATE block SET state = 'RELEASING', since = now() WHERE id = $1 AND state = 'HOLDING'`,
      [id],
    )
  }

  /** Their time begins anew, so that no other instance takes them too. */
  async takeUnsettled(age: number, limit: number): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ id: string }>(
      `UPDATE block SET state = 'RELEASING', since = now() WHERE id IN (
         SELECT id FROM block WHERE state <> 'HELD' AND since <= now() - $1 * interval '1 millisecond'
         ORDER BY since LIMIT $2 FOR UPDATE SKIP LOCKED
       ) RETURNING id`,
      [age, limit],
    )
    return rows.map((row) => row.id)
  }

  async endRelease(id: string): Promise<void> {
    await this.#change(`DELETE FROM block WHERE id = $1 AND state = 'RELEASING'`, [id])
  }

  async #read(text: string, values: unknown[]): Promise<readonly Block[]> {
    const { rows } = await this.#pool.query<BlockRow>(text, values)
    return rows.map((row) => ({ id: row.id, stay: { checkIn: row.check_in, checkOut: row.check_out } }))
  }

  async #change(text: string, values: unknown[]): Promise<boolean> {
    const { rowCount } = await this.#pool.query(text, values)
    return rowCount !== null && rowCount > 0
  }
}

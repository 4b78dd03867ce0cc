import { type Stay, toSqlDate } from '@renting/platform/values'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Step } from '../domain/order.ts'
import { blocking } from '../domain/states.ts'
import type { Listed, OrderQuery, OrderReader } from '../domain/store.ts'
import { fromRow, fromStepRow, listed } from './rows.ts'

/** What reading needs: a client or a transaction of it. */
export type Reads = Pick<PrismaClient, 'order' | 'step' | '$queryRawUnsafe'>

/** In the words of the exclusion constraint, so that its index answers. */
const taken = `SELECT EXISTS (
  SELECT FROM booking
  WHERE house_id = $1 AND daterange(check_in, check_out, '[)') && daterange($2::date, $3::date, '[)')
    AND status IN (${blocking.map((status) => `'${status}'`).join(', ')})
) AS taken`

export class PrismaOrderReader implements OrderReader {
  readonly #sql: Reads

  constructor(sql: Reads) {
    this.#sql = sql
  }

  async find(id: string): Promise<Listed | undefined> {
    const row = await this.#sql.order.findUnique({ where: { id }, include: listed })
    return row === null ? undefined : fromRow(row)
  }

  async history(id: string): Promise<readonly Step[]> {
    const rows = await this.#sql.step.findMany({ where: { orderId: id }, orderBy: { version: 'asc' } })
    return rows.map(fromStepRow)
  }

  async list({ role, userId, status, after, limit }: OrderQuery): Promise<readonly Listed[]> {
    const rows = await this.#sql.order.findMany({
      where: {
        [role === 'tenant' ? 'tenantId' : 'landlordId']: userId,
        status,
        ...(after && {
          OR: [
            { createdAt: { lt: new Date(after[0]) } },
            { createdAt: { equals: new Date(after[0]) }, id: { lt: after[1] } },
          ],
        }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
      include: listed,
    })
    return rows.map(fromRow)
  }

  async isFree(houseId: string, stay: Stay): Promise<boolean> {
    const rows = await this.#sql.$queryRawUnsafe<{ taken: boolean }[]>(
      taken,
      houseId,
      toSqlDate(stay.checkIn),
      toSqlDate(stay.checkOut),
    )
    return rows[0]?.taken === false
  }
}

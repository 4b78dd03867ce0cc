import { pgCode, pgCodes, type Tx } from '@renting/platform'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { type Change, datesTaken } from '../domain/order.ts'
import type { House, Listed, OrderTransaction } from '../domain/store.ts'
import { tell } from './events.ts'
import { PrismaOrderReader } from './order-reader.ts'
import { toRow, toStepRow } from './rows.ts'

export class PrismaOrderTransaction extends PrismaOrderReader implements OrderTransaction {
  readonly #tx: Tx<PrismaClient>

  constructor(tx: Tx<PrismaClient>) {
    super(tx)
    this.#tx = tx
  }

  async lock(id: string): Promise<Listed | undefined> {
    await this.#tx.$executeRaw`SELECT FROM booking WHERE id = ${id} FOR UPDATE`
    return await this.find(id)
  }

  async lockHouse(houseId: string): Promise<void> {
    // The constraint alone would keep the promise; but bookings that wait for one another inside it deadlock.
    await this.#tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`house:${houseId}`}, 0))`
  }

  async add(change: Change): Promise<void> {
    try {
      await this.#tx.order.create({ data: toRow(change) })
    } catch (error) {
      throw pgCode(error) === pgCodes.exclusionViolation ? datesTaken() : error
    }
    await tell(this.#tx, change)
  }

  async save(change: Change): Promise<void> {
    const { id, version, status, expiresAt } = change.order
    await this.#tx.order.update({
      where: { id },
      data: {
        version,
        status,
        expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
        steps: { create: toStepRow(change.order, change.step) },
      },
    })
    await tell(this.#tx, change)
  }

  async keepHouse({ id, version, title, coverUrl }: House): Promise<void> {
    await this.#tx.$executeRaw`
      INSERT INTO house (id, version, title, cover_url) VALUES (${id}, ${version}, ${title}, ${coverUrl ?? null})
      ON CONFLICT (id) DO UPDATE
      SET version = excluded.version, title = excluded.title, cover_url = excluded.cover_url
      WHERE house.version < excluded.version`
  }
}

import type { Tx } from '@renting/platform'
import { toSqlDate } from '@renting/platform/values'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Catalog } from '../domain/catalog.ts'
import type { House, Person } from '../domain/house.ts'
import type { Booking, HouseTransaction } from '../domain/store.ts'
import { readCatalog } from './catalog.ts'
import { tellPublished } from './events.ts'
import { toRow } from './rows.ts'

export class PrismaHouseTransaction implements HouseTransaction {
  readonly #tx: Tx<PrismaClient>

  constructor(tx: Tx<PrismaClient>) {
    this.#tx = tx
  }

  catalog(): Promise<Catalog> {
    return readCatalog(this.#tx)
  }

  async add(house: House): Promise<void> {
    // What their own request says of the landlord; an event, whatever its version, knows better.
    await this.keepPerson(house.landlord, 0)
    await this.#tx.house.create({ data: toRow(house) })
    await tellPublished(this.#tx, house)
  }

  async keepPerson({ id, name, avatarUrl }: Person, version: number): Promise<void> {
    await this.#tx.$executeRaw`
      INSERT INTO person (id, version, name, avatar_url) VALUES (${id}, ${version}, ${name}, ${avatarUrl ?? null})
      ON CONFLICT (id) DO UPDATE
      SET version = excluded.version, name = excluded.name, avatar_url = excluded.avatar_url
      WHERE person.version < excluded.version`
  }

  async keepBooking({ orderId, houseId, version, stay, taken }: Booking): Promise<void> {
    const [checkIn, checkOut] = [toSqlDate(stay.checkIn), toSqlDate(stay.checkOut)]
    await this.#tx.$executeRaw`
      INSERT INTO booking (order_id, house_id, version, check_in, check_out, taken)
      VALUES (${orderId}, ${houseId}, ${version}, ${checkIn}, ${checkOut}, ${taken})
      ON CONFLICT (order_id) DO UPDATE
      SET version = excluded.version, check_in = excluded.check_in, check_out = excluded.check_out,
          taken = excluded.taken
      WHERE booking.version < excluded.version`
  }
}

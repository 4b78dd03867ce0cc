import type { Sql, Tx } from '@renting/platform'
import { unusedObjects } from '@renting/platform/objects'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Catalog } from '../domain/catalog.ts'
import type { House, Person } from '../domain/house.ts'
import type { HouseTransaction } from '../domain/store.ts'
import { readCatalog } from './catalog.ts'
import { tellChanged, tellPublished, type UrlOf } from './events.ts'
import { fromHouseRow, type HouseRow, houseColumns, toRow } from './rows.ts'

export class PrismaHouseTransaction implements HouseTransaction {
  readonly #tx: Tx<PrismaClient>
  readonly #urlOf: UrlOf

  /** @param urlOf where people see the object of a key */
  constructor(tx: Tx<PrismaClient>, urlOf: UrlOf) {
    this.#tx = tx
    this.#urlOf = urlOf
  }

  catalog(): Promise<Catalog> {
    return readCatalog(this.#tx)
  }

  async lock(id: string): Promise<House | undefined> {
    // A statement of its own: one that also reads would read the pictures as they were before it waited.
    await this.#tx.$executeRaw`SELECT FROM house WHERE id = ${id} FOR NO KEY UPDATE`
    const rows = await this.#sql.$queryRawUnsafe<HouseRow[]>(
      `SELECT ${houseColumns} FROM house h JOIN person p ON p.id = h.landlord_id WHERE h.id = $1`,
      id,
    )
    return rows[0] && fromHouseRow(rows[0], await this.catalog())
  }

  async add(house: House): Promise<void> {
    // What their own request says of the landlord; an event, whatever its version, knows better.
    await this.keepPerson(house.landlord, 0)
    const { id, landlord, orderCount, createdAt } = house
    await this.#tx.house.create({
      data: { ...toRow(house), id, landlordId: landlord.id, orderCount, createdAt: new Date(createdAt) },
    })
    await this.#keepImages(house)
    await tellPublished(this.#tx, house, this.#urlOf)
  }

  async save(house: House, at: number): Promise<void> {
    await this.#tx.house.update({ where: { id: house.id }, data: toRow(house), select: { id: true } })
    await this.#keepImages(house)
    await tellChanged(this.#tx, house, at, this.#urlOf)
  }

  async takePictures(keys: readonly string[]): Promise<void> {
    await unusedObjects.take(this.#tx, keys)
  }

  async keepBlock(id: string): Promise<boolean> {
    const kept = await this.#tx.$executeRaw`
      UPDATE block SET state = 'HELD', since = now() WHERE id = ${id} AND state IN ('HOLDING', 'HELD')`
    return kept > 0
  }

  async keepPerson({ id, name, avatarUrl }: Person, version: number): Promise<void> {
    await this.#tx.$executeRaw`
      INSERT INTO person (id, version, name, avatar_url) VALUES (${id}, ${version}, ${name}, ${avatarUrl ?? null})
      ON CONFLICT (id) DO UPDATE
      SET version = excluded.version, name = excluded.name, avatar_url = excluded.avatar_url
      WHERE person.version < excluded.version`
  }

  /** The house's pictures are these, in this order. */
  async #keepImages({ id, images }: House): Promise<void> {
    const ids = images.map((image) => image.id)
    const keys = images.map((image) => image.key)
    const thumbnails = images.map((image) => image.thumbnailKey)
    const removed = await this.#tx.$queryRaw<{ key: string; thumbnail_key: string }[]>`
      DELETE FROM house_image WHERE house_id = ${id} AND id <> ALL(${ids}) RETURNING key, thumbnail_key`
    if (removed.length > 0) {
      const unused = removed.flatMap((image) => [image.key, image.thumbnail_key])
      await unusedObjects.note(this.#tx, unused)
    }
    await this.#tx.$executeRaw`
      INSERT INTO house_image (id, house_id, key, thumbnail_key, position)
      SELECT image.id, ${id}, image.key, image.thumbnail_key, image.place - 1
      FROM unnest(${ids}::text[], ${keys}::text[], ${thumbnails}::text[])
        WITH ORDINALITY AS image (id, key, thumbnail_key, place)
      ON CONFLICT (id) DO UPDATE SET position = excluded.position`
  }

  get #sql(): Sql {
    return this.#tx
  }
}

import type { Clock } from '@micro/core'
import type { Database, Tx } from '@renting/platform'
import { StoredAnswers } from '@renting/platform/answers'
import { unusedObjects } from '@renting/platform/objects'
import type { CalendarDate, Claim, Stay } from '@renting/platform/values'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Block } from '../domain/calendar.ts'
import type { Catalog } from '../domain/catalog.ts'
import type { House } from '../domain/house.ts'
import type { Review } from '../domain/review.ts'
import type { After, HouseCard, HouseQuery } from '../domain/search.ts'
import type { HouseStore, HouseTransaction } from '../domain/store.ts'
import { Blocks } from './blocks.ts'
import { readCatalog } from './catalog.ts'
import type { UrlOf } from './events.ts'
import { PrismaHouseTransaction } from './house-transaction.ts'
import { readReviews } from './reviews.ts'
import { type CardRow, fromCardRow, fromHouseRow, type HouseRow, houseColumns } from './rows.ts'
import { featuredStatement, type Statement, searchStatement } from './search.ts'

/** Houses in PostgreSQL. Reads go without Prisma: each is one statement of our own. */
export class PrismaHouseStore implements HouseStore {
  readonly #database: Database<PrismaClient>
  readonly #answers: StoredAnswers<PrismaClient, HouseTransaction>
  readonly #begin: (tx: Tx<PrismaClient>) => HouseTransaction
  readonly #blocks: Blocks
  #catalog: Promise<Catalog> | undefined

  /**
   * @param clock real time, which the keys of requests are kept by
   * @param urlOf where people see the object of a key
   */
  constructor(database: Database<PrismaClient>, clock: Pick<Clock, 'time'>, urlOf: UrlOf) {
    this.#database = database
    this.#begin = (tx) => new PrismaHouseTransaction(tx, urlOf)
    this.#answers = new StoredAnswers(database, clock, this.#begin)
    this.#blocks = new Blocks(database.pool)
  }

  /** Read once: it changes by a migration alone, which comes with another version of the service. */
  catalog(): Promise<Catalog> {
    this.#catalog ??= readCatalog(this.#database.client).catch((error: unknown) => {
      this.#catalog = undefined
      throw error
    })
    return this.#catalog
  }

  async find(id: string): Promise<House | undefined> {
    const [house] = await this.#houses('h.id = $1', [id])
    return house
  }

  search(query: HouseQuery): Promise<readonly HouseCard[]> {
    return this.#cards(searchStatement(query))
  }

  featured(after: After | undefined, limit: number): Promise<readonly HouseCard[]> {
    return this.#cards(featuredStatement(after, limit))
  }

  async ownedBy(userId: string, after: After | undefined, limit: number): Promise<readonly House[]> {
    const going = after === undefined ? '' : 'AND (h.created_at, h.id) < ($3, $4)'
    return await this.#houses(
      `h.landlord_id = $1 ${going} ORDER BY h.created_at DESC, h.id DESC LIMIT $2`,
      after === undefined ? [userId, limit] : [userId, limit, new Date(after[0]), after[1]],
    )
  }

  reviews(houseId: string, after: After | undefined, limit: number): Promise<readonly Review[]> {
    return readReviews(this.#database.pool, houseId, after, limit)
  }

  heldBlocks(
    houseId: string,
    day: CalendarDate,
    after: readonly [CalendarDate, string] | undefined,
    limit: number,
  ): Promise<readonly Block[]> {
    return this.#blocks.held(houseId, day, after, limit)
  }

  blocksWithin(houseId: string, range: Stay): Promise<readonly Block[]> {
    return this.#blocks.within(houseId, range)
  }

  beginBlock(houseId: string, block: Block): Promise<boolean> {
    return this.#blocks.begin(houseId, block)
  }

  beginRelease(houseId: string, id: string): Promise<boolean> {
    return this.#blocks.beginRelease(houseId, id)
  }

  giveUpBlock(id: string): Promise<boolean> {
    return this.#blocks.giveUp(id)
  }

  takeUnsettled(age: number, limit: number): Promise<readonly string[]> {
    return this.#blocks.takeUnsettled(age, limit)
  }

  endRelease(id: string): Promise<void> {
    return this.#blocks.endRelease(id)
  }

  async notePictures(keys: readonly string[]): Promise<void> {
    await unusedObjects.note(this.#database.client, keys)
  }

  transaction<R>(work: (tx: HouseTransaction) => Promise<R>): Promise<R> {
    return this.#database.transaction((tx) => work(this.#begin(tx)))
  }

  answerTo(claim: Claim): Promise<Uint8Array | undefined> {
    return this.#answers.answerTo(claim)
  }

  answerOnce(claim: Claim, work: (tx: HouseTransaction) => Promise<Uint8Array>): Promise<Uint8Array> {
    return this.#answers.answerOnce(claim, work)
  }

  async #cards({ text, values }: Statement): Promise<readonly HouseCard[]> {
    const [catalog, { rows }] = await Promise.all([
      this.catalog(),
      this.#database.pool.query<CardRow>(text, [...values]),
    ])
    return rows.map((row) => fromCardRow(row, catalog))
  }

  async #houses(where: string, values: unknown[]): Promise<readonly House[]> {
    const text = `SELECT ${houseColumns} FROM house h JOIN person p ON p.id = h.landlord_id WHERE ${where}`
    const [catalog, rows] = await Promise.all([
      this.catalog(),
      this.#database.plain.client.$queryRawUnsafe<HouseRow[]>(text, ...values),
    ])
    return rows.map((row) => fromHouseRow(row, catalog))
  }
}

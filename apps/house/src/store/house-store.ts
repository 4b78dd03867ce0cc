import type { Clock } from '@micro/core'
import type { Database } from '@renting/platform'
import { StoredAnswers } from '@renting/platform/answers'
import type { Claim } from '@renting/platform/values'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Catalog, Facility } from '../domain/catalog.ts'
import type { House } from '../domain/house.ts'
import type { HouseQuery } from '../domain/search.ts'
import type { HouseStore, HouseTransaction } from '../domain/store.ts'
import { readCatalog } from './catalog.ts'
import { PrismaHouseTransaction } from './house-transaction.ts'
import { fromCatalogRow, fromRow, joined } from './rows.ts'
import { toFilter, toOrder } from './search.ts'

/** Houses in PostgreSQL. */
export class PrismaHouseStore implements HouseStore {
  readonly #client: PrismaClient
  readonly #answers: StoredAnswers<PrismaClient, HouseTransaction>

  constructor(database: Database<PrismaClient>, clock: Pick<Clock, 'time'>) {
    this.#client = database.client
    this.#answers = new StoredAnswers(database, clock, (tx) => new PrismaHouseTransaction(tx))
  }

  catalog(): Promise<Catalog> {
    return readCatalog(this.#client)
  }

  async find(id: string): Promise<House | undefined> {
    const row = await this.#client.house.findUnique({ where: { id }, include: joined })
    return row === null ? undefined : fromRow(row, { facilities: await this.#facilities(row.facilityIds) })
  }

  async search(query: HouseQuery): Promise<readonly House[]> {
    const rows = await this.#client.house.findMany({
      where: toFilter(query),
      orderBy: toOrder(query.sort),
      take: query.limit,
      include: joined,
    })
    // Lists don't show facilities.
    return rows.map((row) => fromRow(row, { facilities: [] }))
  }

  async #facilities(ids: string[]): Promise<readonly Facility[]> {
    const rows = await this.#client.facility.findMany({ where: { id: { in: ids } }, orderBy: { position: 'asc' } })
    return rows.map(fromCatalogRow)
  }

  answerTo(claim: Claim): Promise<Uint8Array | undefined> {
    return this.#answers.answerTo(claim)
  }

  answerOnce(claim: Claim, work: (tx: HouseTransaction) => Promise<Uint8Array>): Promise<Uint8Array> {
    return this.#answers.answerOnce(claim, work)
  }
}

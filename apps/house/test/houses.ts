import { CancellationPolicy } from '@renting/contracts/common/v1'
import {
  type AddImageRequest,
  type House,
  HouseService,
  type HouseServiceHandler,
  type PublishHouseRequest,
} from '@renting/contracts/house/v1'
import type { Database } from '@renting/platform'
import { memoryObjects, TestContext } from '@renting/platform/vitest'
import { expect } from 'vitest'
import type { PrismaClient } from '../gen/prisma/client.ts'
import type { Dependencies } from '../src/handlers/dependencies.ts'
import { houseService } from '../src/handlers/house-service.ts'
import { PrismaHouseStore } from '../src/store/house-store.ts'
import { houseDatabase, urlOf } from './database.ts'
import { FakeOrders } from './orders.ts'
import { sample } from './sample.ts'

/** Noon of the twentieth of November 2026 in Shanghai. */
export const start = Date.parse('2026-11-20T12:00:00+08:00')
export const actor = (userId: string, verified = true) => ({ userId, verified, name: `name of ${userId}` })
export const refused = (reason: string) => expect.objectContaining({ reason })

/** The service without a wire: its surface over a database of its own, and all else in memory. */
export class TestHouses {
  readonly database: Database<PrismaClient>
  readonly store: PrismaHouseStore
  readonly dependencies: Dependencies
  readonly houses: HouseServiceHandler
  readonly objects = memoryObjects()
  readonly orders = new FakeOrders()
  /** Domain time. */
  now = start
  #keys = 0

  static async open(): Promise<TestHouses> {
    return new TestHouses(await houseDatabase())
  }

  private constructor(database: Database<PrismaClient>) {
    this.database = database
    this.store = new PrismaHouseStore(database, { time: () => this.now }, urlOf)
    const { store, objects } = this
    const clock = { time: () => this.now }
    this.dependencies = { store, orders: this.orders.client, objects, urlOf, clock }
    this.houses = houseService(this.dependencies)
  }

  async close(): Promise<void> {
    await this.database.close()
  }

  async clear(): Promise<void> {
    this.orders.clear()
    this.now = start
    await this.database.pool.query('TRUNCATE house, person, booking, block, unused_object, answer, outbox CASCADE')
  }

  ctx(method: keyof HouseServiceHandler): TestContext {
    return new TestContext('renting.house', HouseService.methods[method]!.endpoint)
  }

  key(): string {
    return `key-${this.#keys++}`
  }

  writing(more: Partial<PublishHouseRequest> = {}): PublishHouseRequest {
    const { policy, facilityIds, ...details } = sample.details
    return {
      actor: actor('landlord'),
      idempotencyKey: this.key(),
      details: { ...details, facilityIds: [...facilityIds], policy: CancellationPolicy[policy] },
      ...more,
    }
  }

  async publish(more?: Partial<PublishHouseRequest>): Promise<House> {
    const { house } = await this.houses.publishHouse(this.writing(more), this.ctx('publishHouse'))
    return house!
  }

  async get(id: string): Promise<House> {
    const { house } = await this.houses.getHouse({ id }, this.ctx('getHouse'))
    return house!
  }

  async send(...parts: readonly AddImageRequest[]) {
    async function* inParts() {
      yield* parts
    }
    const { image } = await this.houses.addImage(inParts(), this.ctx('addImage'))
    return image!
  }

  async addImage(houseId: string, bytes: Buffer, by = 'landlord') {
    const half = Math.floor(bytes.length / 2)
    const target = { target: { actor: actor(by), houseId } }
    return await this.send(target, { content: bytes.subarray(0, half) }, { content: bytes.subarray(half) })
  }

  /** How many events of each topic the others are told. */
  async told(): Promise<Record<string, number>> {
    const { rows } = await this.database.pool.query<{ topic: string; count: number }>(
      'SELECT topic, count(*)::int AS count FROM outbox GROUP BY topic',
    )
    return Object.fromEntries(rows.map(({ topic, count }) => [topic, count]))
  }
}

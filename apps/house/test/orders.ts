import { errors, MicroError } from '@micro/core'
import {
  type HoldNightsRequest,
  type ListTakenStaysRequest,
  OrderService,
  type OrderServiceHandler,
} from '@renting/contracts/order/v1'
import { overlaps, type Stay, stayFromParts, stayParts } from '@renting/platform/values'

const refuse = (): never => {
  throw errors.unavailable('renting.order', 'not here')
}

/** An order service that answers nothing, for tests to give the answers that they need. */
export const noOrders = Object.fromEntries(
  Object.keys(OrderService.methods).map((name) => [name, refuse]),
) as unknown as OrderServiceHandler

interface Occupied {
  readonly houseId: string
  readonly stay: Stay
  readonly hold: boolean
}

/** The order service as the house service asks it, in memory: nights of a house are taken once. */
export class FakeOrders {
  readonly occupied = new Map<string, Occupied>()
  /** Called before each answer; what it throws is the answer. */
  before: (method: string) => void | Promise<void> = () => {}

  clear(): void {
    this.occupied.clear()
    this.before = () => {}
  }

  book(orderId: string, houseId: string, stay: Stay): void {
    this.occupied.set(orderId, { houseId, stay, hold: false })
  }

  readonly client = {
    checkStay: async (request: Partial<HoldNightsRequest>) => {
      await this.before('checkStay')
      return { free: this.#within(request.houseId!, stayFromParts(request.stay)).length === 0 }
    },
    holdNights: async ({ id, houseId, stay: parts }: HoldNightsRequest) => {
      await this.before('holdNights')
      const stay = stayFromParts(parts)
      if (!this.occupied.has(id)) {
        if (this.#within(houseId, stay).length > 0) {
          const refusal = { id: 'renting.order', code: 409, detail: 'taken', reason: 'DATES_TAKEN' }
          throw new MicroError({ ...refusal, domain: 'renting.order' })
        }
        this.occupied.set(id, { houseId, stay, hold: true })
      }
      await this.before('held')
      return {}
    },
    releaseNights: async ({ id }: { id: string }) => {
      await this.before('releaseNights')
      if (this.occupied.get(id)?.hold) this.occupied.delete(id)
      return {}
    },
    listTakenStays: async ({ houseId, from, to }: ListTakenStaysRequest) => {
      await this.before('listTakenStays')
      const taken = this.#within(houseId, stayFromParts({ checkIn: from, checkOut: to })).filter(([, it]) => !it.hold)
      return { items: taken.map(([orderId, { stay }]) => ({ orderId, stay: stayParts(stay) })) }
    },
  }

  #within(houseId: string, stay: Stay): [string, Occupied][] {
    return [...this.occupied].filter(([, it]) => it.houseId === houseId && overlaps(it.stay, stay))
  }
}

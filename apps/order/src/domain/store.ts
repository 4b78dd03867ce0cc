import type { Answers, Stay } from '@renting/platform/values'
import type { Change, Order, Step } from './order.ts'
import type { OrderStatus } from './states.ts'

/** What an order shows of its house, kept from the house service's events. */
export interface House {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly coverUrl?: string | undefined
}

/** An order beside the house as it is known now. */
export interface Listed {
  readonly order: Order
  readonly house: House
}

export interface OrderQuery {
  readonly role: 'tenant' | 'landlord'
  readonly userId: string
  readonly status?: OrderStatus | undefined
  /** Only what comes after this in the list: newest first, by `[createdAt, id]`. */
  readonly after?: readonly [createdAt: number, id: string] | undefined
  readonly limit: number
}

/** Orders, as they are read. */
export interface OrderReader {
  find(id: string): Promise<Listed | undefined>
  /** Oldest first. */
  history(id: string): Promise<readonly Step[]>
  list(query: OrderQuery): Promise<readonly Listed[]>
  /** Whether no blocking order has a night of this stay. */
  isFree(houseId: string, stay: Stay): Promise<boolean>
}

/** What happens together or not at all. */
export interface OrderTransaction extends OrderReader {
  /** As `find`; nobody else changes the order until this transaction ends. */
  lock(id: string): Promise<Listed | undefined>
  /** Nobody else books this house until this transaction ends. */
  lockHouse(houseId: string): Promise<void>
  /** Adds a new order, its history and its event. @throws Refusal DATES_TAKEN, proven by the database */
  add(change: Change): Promise<void>
  /** Writes what happened to an order, its history and its event. */
  save(change: Change): Promise<void>
  /** Keeps what is known of a house, unless something newer is. */
  keepHouse(house: House): Promise<void>
}

export interface OrderStore extends OrderReader, Answers<OrderTransaction> {}

import type { Answers, CalendarDate, Money, Stay } from '@renting/platform/values'
import type { Change, Order, Step } from './order.ts'
import type { Outcome, Payment } from './payment.ts'
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

/** Nights of a house that an order holds. */
export interface TakenStay {
  readonly orderId: string
  readonly stay: Stay
}

/** Nights that the house service keeps from being booked, under an id of its choice. */
export interface Hold {
  readonly id: string
  readonly houseId: string
  readonly stay: Stay
}

/** What a landlord's houses brought in within a month, by the days at each house. */
export interface MonthlyIncome {
  readonly year: number
  /** 1-12 */
  readonly month: number
  readonly paid: Money
  readonly refunded: Money
}

/** Orders, as they are read. */
export interface OrderReader {
  find(id: string): Promise<Listed | undefined>
  /** Oldest first. */
  history(id: string): Promise<readonly Step[]>
  list(query: OrderQuery): Promise<readonly Listed[]>
  isFree(houseId: string, stay: Stay): Promise<boolean>
  /** The stays of orders that have a night of this range, earliest first. */
  takenStays(houseId: string, range: Stay): Promise<readonly TakenStay[]>
  payment(id: string): Promise<Payment | undefined>
  /** The payment of an order that is pending or has succeeded. */
  livePayment(orderId: string): Promise<Payment | undefined>
  /** Of the days from `from` to the one before `to`; months without any are left out, earliest first. */
  income(landlordId: string, from: CalendarDate, to: CalendarDate): Promise<readonly MonthlyIncome[]>
}

/** What booking needs. */
export interface Bookings {
  /** Whether no order and no hold has a night of this stay. */
  isFree(houseId: string, stay: Stay): Promise<boolean>
  /**
   * Adds a new order, its history and its event, and keeps what is known of its house. Nobody else books the house until
   * the transaction ends.
   * @throws Refusal DATES_TAKEN, proven by the database
   */
  add(change: Change, house: House): Promise<void>
}

/** What happens together or not at all. */
export interface OrderTransaction extends OrderReader, Bookings {
  /** As `find`; nobody else changes the order until this transaction ends. */
  lock(id: string): Promise<Listed | undefined>
  /** The orders longest due, locked as by `lock`; those that somebody else has locked are left to them. */
  lockDue(now: number, limit: number): Promise<readonly Order[]>
  /** Nobody else books this house until this transaction ends. */
  lockHouse(houseId: string): Promise<void>
  /** Writes what happened to an order, its history, its event, and what came of it. */
  save(change: Change): Promise<void>
  /** Keeps what is known of a house, unless something newer is. */
  keepHouse(house: House): Promise<void>
  /** Takes nights, unless the hold is there already. @throws Refusal DATES_TAKEN, proven by the database */
  hold(hold: Hold): Promise<void>
  /** Gives held nights back. A hold that is not there is no error. */
  release(id: string): Promise<void>
  /** The provider is asked how it stands a second later, unless it has ended. @param now real time */
  addPayment(payment: Payment, now: number): Promise<void>
  /** Writes what the provider's word changed. */
  conclude(outcome: Outcome): Promise<void>
}

export interface OrderStore extends OrderReader, Answers<OrderTransaction> {
  /** Answers to those who book. */
  readonly bookings: Answers<Bookings>
  /** `work` may run several times and must do nothing outside the transaction. */
  transaction<R>(work: (tx: OrderTransaction) => Promise<R>): Promise<R>
  /**
   * Pending payments that the provider is to be asked about, each of them by nobody else meanwhile: the next time is put
   * off by as long as the payment has been pending, within a second and a minute.
   *
   * @param now real time
   */
  takePending(now: number, limit: number): Promise<readonly Payment[]>
}

import type { Answers, Stay } from '@renting/platform/values'
import type { Catalog } from './catalog.ts'
import type { House, Person } from './house.ts'
import type { HouseQuery } from './search.ts'

/** What is known of a booking: whether its nights are taken, as of a version of the order. */
export interface Booking {
  readonly orderId: string
  readonly houseId: string
  readonly version: number
  readonly stay: Stay
  /** False once the nights are free again. */
  readonly taken: boolean
}

/** What happens together or not at all. */
export interface HouseTransaction {
  catalog(): Promise<Catalog>
  /** Adds a new house and its event, and its landlord where nothing is known of them yet. */
  add(house: House): Promise<void>
  /** Keeps what is known of a person, unless something newer is. */
  keepPerson(person: Person, version: number): Promise<void>
  /** Keeps what is known of a booking, unless something newer is. */
  keepBooking(booking: Booking): Promise<void>
}

export interface HouseStore extends Answers<HouseTransaction> {
  catalog(): Promise<Catalog>
  find(id: string): Promise<House | undefined>
  /** Houses on offer, at most `limit`. */
  search(query: HouseQuery): Promise<readonly House[]>
}

import type { Answers, CalendarDate, Stay } from '@renting/platform/values'
import type { Block } from './calendar.ts'
import type { Catalog } from './catalog.ts'
import type { House, Person } from './house.ts'
import type { Review } from './review.ts'
import type { After, HouseCard, HouseQuery } from './search.ts'

/** What is known of a booking: whether its nights are taken, as of a version of the order. */
export interface Booking {
  readonly orderId: string
  readonly houseId: string
  readonly version: number
  readonly stay: Stay
  /** False once the nights are free again. */
  readonly taken: boolean
}

/** A review as it arrives. Its author may not be known yet. */
export interface WrittenReview extends Omit<Review, 'author'> {
  readonly authorId: string
}

/** What happens together or not at all. */
export interface HouseTransaction {
  catalog(): Promise<Catalog>
  /** The house as it is now; nobody else changes it before the transaction ends. */
  lock(id: string): Promise<House | undefined>
  /** Adds a new house and its event, and its landlord where nothing is known of them yet. */
  add(house: House): Promise<void>
  /**
   * Writes what its landlord changed of it, pictures included, and the event. Pictures that it has no more are due.
   * @param at milliseconds since 1970, UTC
   */
  save(house: House, at: number): Promise<void>
  /** Pictures that were noted now belong to a house. @throws Error when they are not noted: they may be gone */
  takePictures(keys: readonly string[]): Promise<void>
  /** Has a block that is HOLDING be HELD, as one that is HELD is already. @returns whether there is one */
  keepBlock(id: string): Promise<boolean>
  /** Keeps what is known of a person, unless something newer is. */
  keepPerson(person: Person, version: number): Promise<void>
}

/** What the order service tells. Each does all of it or nothing. */
export interface Stays {
  /** Keeps what is known of a booking, unless something newer is. */
  keepBooking(booking: Booking): Promise<void>
  /** Counts a booking that is known here, and its review, for its house: once, however often it is told. */
  countStay(orderId: string, review: WrittenReview | undefined): Promise<void>
}

export interface HouseStore extends Answers<HouseTransaction> {
  catalog(): Promise<Catalog>
  find(id: string): Promise<House | undefined>
  /** Houses on offer, at most `limit`. */
  search(query: HouseQuery): Promise<readonly HouseCard[]>
  /** Houses on offer that have a picture, by merit, at most `limit`. */
  featured(after: After | undefined, limit: number): Promise<readonly HouseCard[]>
  /** A landlord's own, newest first, withdrawn ones too, at most `limit`. */
  ownedBy(userId: string, after: After | undefined, limit: number): Promise<readonly House[]>
  /** A house's reviews, newest first, at most `limit`. */
  reviews(houseId: string, after: After | undefined, limit: number): Promise<readonly Review[]>
  /** Blocks that are held and end after `day`, by their first day, at most `limit`. */
  heldBlocks(
    houseId: string,
    day: CalendarDate,
    after: readonly [checkIn: CalendarDate, id: string] | undefined,
    limit: number,
  ): Promise<readonly Block[]>
  /** Blocks of a house that share a night with `range`, in any state. */
  blocksWithin(houseId: string, range: Stay): Promise<readonly Block[]>
  /** Notes a block that is to be held, or that it is still wanted. @returns false while nights under its id are given back */
  beginBlock(houseId: string, block: Block): Promise<boolean>
  /** Has a block be RELEASING that is HELD, or was before. @returns whether there is one of this house */
  beginRelease(houseId: string, id: string): Promise<boolean>
  /** Has a block be RELEASING that is HOLDING. @returns whether it was */
  giveUpBlock(id: string): Promise<boolean>
  /** Has blocks be RELEASING that have been half done for `age` milliseconds. @returns their ids, at most `limit` */
  takeUnsettled(age: number, limit: number): Promise<readonly string[]>
  /** Forgets a block that is RELEASING. */
  endRelease(id: string): Promise<void>
  /** Notes pictures that are about to be stored: unless they are taken, they are removed. */
  notePictures(keys: readonly string[]): Promise<void>
  /** See `Database.transaction`. */
  transaction<R>(work: (tx: HouseTransaction) => Promise<R>): Promise<R>
}

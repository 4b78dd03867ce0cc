/** What the gateway answers, as its contract says; by hand, so that a change of the routes does not change it. */

export interface Money {
  readonly amount: number
  readonly currency: string
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

export interface User {
  readonly id: string
  readonly name: string
  readonly mobile: string
  readonly avatarUrl: string | null
  readonly identity: { readonly status: string; readonly realName?: string; readonly idNumber?: string }
  readonly createdAt: string
}

export interface NewHouse {
  readonly title: string
  readonly areaId: string
  readonly address: string
  readonly price: Money
  readonly deposit: Money
  readonly roomCount: number
  readonly acreage: number
  readonly layout: string
  readonly capacity: number
  readonly beds: string
  readonly minNights: number
  readonly maxNights: number
  readonly facilityIds: readonly string[]
  readonly timeZone?: string
  readonly instantBook?: boolean
  readonly policy?: 'flexible' | 'moderate' | 'strict'
}

export interface Image {
  readonly id: string
  readonly url: string
  readonly thumbnailUrl: string
}

export interface Rating {
  readonly average: number
  readonly count: number
}

export interface Author {
  readonly name: string
  readonly avatarUrl: string | null
}

export interface House extends NewHouse {
  readonly id: string
  readonly landlord: Author & { readonly id: string }
  readonly images: readonly Image[]
  readonly rating: Rating | null
  readonly status: string
  readonly orderCount: number
}

export interface Card {
  readonly id: string
  readonly title: string
  readonly area: { readonly id: string }
  readonly price: Money
  readonly coverUrl: string | null
  readonly rating: Rating | null
  readonly orderCount: number
  readonly landlord: Author
}

/** One day of a house's calendar. */
export interface Day {
  readonly date: string
  readonly status: 'free' | 'taken' | 'blocked'
  readonly price: Money
  readonly orderId?: string
}

/** Nights that a landlord keeps for themselves. */
export interface Block {
  readonly id: string
  readonly from: string
  readonly to: string
}

export interface Review {
  readonly id: string
  readonly rating: number
  readonly text: string
  readonly author: Author
  readonly at: string
}

export interface Stay {
  readonly houseId: string
  readonly checkIn: string
  readonly checkOut: string
  readonly guests: number
}

export interface Night {
  readonly date: string
  readonly price: Money
}

export interface Quote {
  readonly nights: readonly Night[]
  readonly total: Money
  readonly deposit: Money
  readonly policy: string
}

export interface Order extends Omit<Stay, 'guests'>, Quote {
  readonly id: string
  readonly house: { readonly title: string; readonly coverUrl: string | null }
  readonly tenantId: string
  readonly landlordId: string
  readonly guests: number
  readonly status: string
  readonly createdAt: string
  readonly expiresAt: string | null
}

export interface Step {
  readonly at: string
  readonly from: string | null
  readonly to: string
  readonly by: string
  readonly reason?: string
}

export interface OrderWithHistory extends Order {
  readonly history: readonly Step[]
}

export interface Payment {
  readonly paymentId: string
  readonly status: string
  readonly redirectUrl?: string
}

export interface Refund {
  readonly refund: Money
  readonly fee: Money
}

export interface Income {
  readonly month: string
  readonly paid: Money
  readonly refunded: Money
}

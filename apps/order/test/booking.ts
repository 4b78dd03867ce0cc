import { addDays, makeMoney, makeStay, nightsOf, parseDate, type Stay, sumMoney } from '@renting/platform/values'
import type { Offer, StayRequest } from '../src/domain/order.ts'

/** The day that tests begin on, and its first moment in Shanghai. */
export const today = parseDate('2026-11-20')!
export const now = Date.parse('2026-11-20T00:00:00+08:00')

/** @param from days after `today` */
export function stayOf(from: number, nights: number): Stay {
  return makeStay(addDays(today, from), addDays(today, from + nights))
}

/** What a landlord offers for a stay, each night at `price` minor units. */
export function offerOf(stay: Stay, price = 10_000): Offer {
  const nights = nightsOf(stay).map((date) => ({ date, price: makeMoney(price, 'CNY') }))
  const total = sumMoney(
    nights.map((night) => night.price),
    'CNY',
  )
  return {
    nights,
    total,
    deposit: makeMoney(50_000, 'CNY'),
    policy: 'MODERATE',
    instantBook: false,
    landlordId: 'landlord',
    timeZone: 'Asia/Shanghai',
    houseVersion: 1,
  }
}

export function requestOf(id: string, stay: Stay, houseId = 'h1', tenantId = 'tenant'): StayRequest {
  return { id, tenantId, houseId, stay, guests: 2 }
}

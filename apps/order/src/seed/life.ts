import type { Chance, DemoHouse, DemoPerson } from '@renting/platform/demo'
import { addDays, nightsOf, type Stay, startOfDay, sumMoney } from '@renting/platform/values'
import { act, type Change, type Offer, type Order, requestOrder } from '../domain/order.ts'
import { overdue } from '../domain/overdue.ts'
import { cancelOrder, concludePayment, methods, type Payment, startPayment } from '../domain/payment.ts'
import { reviewOrder } from '../domain/review.ts'
import { reasonsToCancel, reasonsToReject, remark } from './words.ts'

/** How a booking goes: up to the request, or the payment, after which time does the rest; or otherwise. */
export type Course = 'asked' | 'unanswered' | 'rejected' | 'paid' | 'canceled' | 'reviewed'

export interface Booking {
  readonly id: string
  readonly house: DemoHouse
  readonly tenant: DemoPerson
  readonly stay: Stay
  readonly course: Course
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/**
 * All that has happened to a booking until `now`, step by step, as the domain has it happen.
 *
 * @param now milliseconds since 1970, UTC
 */
export function liveThrough(
  { id, house, tenant, stay, course }: Booking,
  now: number,
  chance: Chance,
): readonly Change[] {
  const arrival = startOfDay(stay.checkIn, house.timeZone)
  // Asked some days ahead, or by now; what nobody has answered yet is of the last hours.
  const ahead = Math.min(arrival, now) - chance.whole(3, 24) * day - chance.whole(1, 600) * minute
  const asked = course === 'asked' ? now - chance.whole(10, 300) * minute : ahead
  const guests = chance.whole(1, house.capacity)
  const request = { id, tenantId: tenant.id, houseId: house.id, stay, guests }
  const changes = [requestOrder(request, offerOf(house, stay), asked)]
  const order = () => changes.at(-1)!.order
  const follow = (change: Change | undefined) => void (change && changes.push(change))
  const letPass = (until: number) => changes.push(...overdue(order(), until))

  const answered = asked + chance.whole(5, 600) * minute
  if (course === 'rejected') {
    follow(act(order(), 'reject', 'landlord', answered, chance.pick(reasonsToReject)))
  } else if (course === 'paid' || course === 'canceled' || course === 'reviewed') {
    if (order().status === 'WAIT_ACCEPT') follow(act(order(), 'accept', 'landlord', answered))
    const paid = changes.at(-1)!.step.at + chance.whole(1, 25) * minute
    const { payment, change } = concludePayment(paymentOf(order(), chance), order(), 'SUCCEEDED', paid)
    follow(change)
    if (course === 'canceled') {
      const canceled = Math.min(now, arrival - chance.whole(0, 2) * day) - hour
      follow(cancelOrder(order(), 'tenant', chance.pick(reasonsToCancel), payment, Math.max(canceled, paid + minute)))
    }
    if (course === 'reviewed') {
      const written = startOfDay(stay.checkOut, house.timeZone) + chance.whole(14, 70) * hour
      letPass(written)
      const review = { id: `${id}-review`, ...remark(tenant.name, chance), at: written }
      follow(reviewOrder(order(), 'tenant', review))
    }
  }
  letPass(now)
  return changes
}

function paymentOf(order: Order, chance: Chance): Payment {
  return startPayment(order, 'tenant', { id: `${order.id}-payment`, method: chance.pick(methods) }, undefined)
}

function offerOf({ price, deposit, policy, instantBook, landlordId, timeZone }: DemoHouse, stay: Stay): Offer {
  const nights = nightsOf(stay).map((date) => ({ date, price }))
  const prices = nights.map((night) => night.price)
  const total = sumMoney(prices, price.currency)
  return { nights, total, deposit, policy, instantBook, landlordId, timeZone, houseVersion: 1 }
}

/** As long as the house allows. @param nights that are wished for */
export function stayOf(house: DemoHouse, checkIn: Stay['checkIn'], nights: number): Stay {
  const most = house.maxNights === 0 ? nights : Math.min(nights, house.maxNights)
  return { checkIn, checkOut: addDays(checkIn, Math.max(house.minNights, most)) }
}

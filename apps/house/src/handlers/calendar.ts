import type { ServerContext } from '@micro/core'
import type { GetCalendarRequest, GetCalendarResponse } from '@renting/contracts/house/v1'
import { stayFromParts, stayParts } from '@renting/platform/values'
import { calendarOf, checkRange } from '../domain/calendar.ts'
import { existing } from '../domain/house.ts'
import type { Dependencies } from './dependencies.ts'
import { toDay } from './messages.ts'

/** Asks the order service what is booked: what is known of bookings here may be seconds old. */
export async function getCalendar(
  { store, orders }: Dependencies,
  { actor, houseId, from, to }: GetCalendarRequest,
  ctx: ServerContext,
): Promise<GetCalendarResponse> {
  const range = checkRange(stayFromParts({ checkIn: from, checkOut: to }))
  const house = existing(await store.find(houseId))
  const { checkIn, checkOut } = stayParts(range)
  const [blocks, { items }] = await Promise.all([
    store.blocksWithin(house.id, range),
    orders.listTakenStays({ houseId: house.id, from: checkIn, to: checkOut }, { ctx }),
  ])
  const taken = items.map(({ orderId, stay }) => ({ orderId, stay: stayFromParts(stay) }))
  const days = calendarOf(range, house.details.price, blocks, taken)
  // Who has booked is the landlord's to know.
  const own = actor?.userId === house.landlord.id
  return { days: days.map((day) => toDay(own ? day : { ...day, orderId: undefined })) }
}

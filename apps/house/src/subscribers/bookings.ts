import type { OrderAccepted, OrderRejected, OrderRequested, OrderSnapshot } from '@renting/contracts/order/v1'
import { stayFromParts } from '@renting/platform/values'
import type { Booking, HouseTransaction } from '../domain/store.ts'

type Effects = Pick<HouseTransaction, 'keepBooking'>

/** The nights are taken from the request on. */
export async function takeNights({ order }: OrderRequested | OrderAccepted, tx: Effects): Promise<void> {
  await tx.keepBooking(bookingOf(order, true))
}

export async function freeNights({ order }: OrderRejected, tx: Effects): Promise<void> {
  await tx.keepBooking(bookingOf(order, false))
}

function bookingOf(order: OrderSnapshot | undefined, taken: boolean): Booking {
  if (order === undefined) throw new TypeError('the event has no order')
  const { orderId, houseId, version, stay } = order
  return { orderId, houseId, version, stay: stayFromParts(stay), taken }
}

import { type Block, type CalendarDay, DayStatusName } from '@renting/contracts/house/v1'
import type { CalendarDayView } from '../schemas/calendar.ts'
import { dateView, moneyView, present } from './common.ts'

export function calendarDayView({ date, status, price, orderId }: CalendarDay): CalendarDayView {
  const name = DayStatusName[status]
  if (name === 'UNSPECIFIED') throw new TypeError('a service answered without a status')
  return {
    date: dateView(date),
    status: name.toLowerCase() as Lowercase<typeof name>,
    price: moneyView(price),
    ...(orderId !== undefined && { orderId }),
  }
}

export function blockView(message: Block | undefined): { id: string; from: string; to: string } {
  const { id, stay } = present(message, 'a block')
  const { checkIn, checkOut } = present(stay, 'a stay')
  return { id, from: dateView(checkIn), to: dateView(checkOut) }
}

import Type, { type Static } from 'typebox'
import { CalendarDate, Id, Money, oneOf, reference, ShownId, strict } from './common.ts'

export const CalendarDay = Type.Object(
  {
    date: CalendarDate,
    status: oneOf(['free', 'taken', 'blocked']),
    price: reference(Money),
    orderId: Type.Optional(
      Type.String({ description: 'To the landlord alone, of a day that is taken', examples: ['0198c2f4-77aa-7f2e'] }),
    ),
  },
  { $id: 'CalendarDay', description: 'The night that begins on a day' },
)
export type CalendarDayView = Static<typeof CalendarDay>

/** Nights to keep from being booked. */
export const NewBlock = strict({ from: CalendarDate, to: CalendarDate })

export const Block = Type.Object(
  { id: ShownId, from: CalendarDate, to: CalendarDate },
  { $id: 'Block', description: 'Nights that can’t be booked; `to` is not among them' },
)

export const BlockParams = Type.Object({ id: Id, blockId: Id })

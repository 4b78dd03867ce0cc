import Type, { type Static } from 'typebox'
import {
  CalendarDate,
  CancellationPolicy,
  Moment,
  Money,
  Night,
  nullable,
  oneOf,
  PictureUrl,
  pageQuery,
  reference,
  ShownId,
  strict,
  text,
} from './common.ts'

export const statuses = [
  'WAIT_ACCEPT',
  'WAIT_PAYMENT',
  'PAID',
  'CHECKED_IN',
  'WAIT_COMMENT',
  'COMPLETE',
  'REJECTED',
  'CANCELED',
  'EXPIRED',
] as const

const OrderStatus = oneOf(statuses)

const orderProperties = {
  id: ShownId,
  houseId: ShownId,
  house: Type.Object({ title: Type.String({ examples: ['Courtyard by the lake'] }), coverUrl: nullable(PictureUrl) }),
  tenantId: ShownId,
  landlordId: ShownId,
  checkIn: CalendarDate,
  checkOut: CalendarDate,
  nights: Type.Array(reference(Night), { description: 'The price of each night, as it was when the order was made' }),
  guests: Type.Integer({ examples: [2] }),
  total: reference(Money),
  deposit: reference(Money),
  policy: CancellationPolicy,
  status: OrderStatus,
  createdAt: Moment,
  expiresAt: nullable(Moment),
}

export const Order = Type.Object(orderProperties, { $id: 'Order', description: 'A booking' })
export type OrderView = Static<typeof Order>

export const Step = Type.Object(
  {
    at: Moment,
    from: nullable(OrderStatus),
    to: OrderStatus,
    by: oneOf(['tenant', 'landlord', 'system']),
    reason: Type.Optional(Type.String({ examples: ['The heating is broken'] })),
  },
  { $id: 'Step', description: 'One step of an order’s history' },
)
export type StepView = Static<typeof Step>

export const OrderWithHistory = Type.Object(
  { ...orderProperties, history: Type.Array(reference(Step), { description: 'Oldest first' }) },
  { $id: 'OrderWithHistory', description: 'A booking and how it came to be as it is' },
)

export const OrdersQuery = strict({
  role: Type.Optional(oneOf(['tenant', 'landlord'], { default: 'tenant' })),
  status: Type.Optional(OrderStatus),
  ...pageQuery,
})

/** Why somebody rejects or cancels, for the other to read. */
export const Reason = strict({ reason: text(1, 512, ['The heating is broken']) })

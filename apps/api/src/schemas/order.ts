import Type, { type Static } from 'typebox'
import {
  CalendarDate,
  CancellationPolicy,
  Moment,
  Money,
  Night,
  nullable,
  oneOf,
  pageQuery,
  reference,
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
  id: Type.String(),
  houseId: Type.String(),
  house: Type.Object({ title: Type.String(), coverUrl: nullable(Type.String()) }),
  tenantId: Type.String(),
  landlordId: Type.String(),
  checkIn: CalendarDate,
  checkOut: CalendarDate,
  nights: Type.Array(reference(Night), { description: 'The price of each night, as it was when the order was made' }),
  guests: Type.Integer(),
  total: reference(Money),
  deposit: reference(Money),
  policy: CancellationPolicy,
  status: OrderStatus,
  createdAt: Moment,
  expiresAt: nullable(Moment),
}

export const Order = Type.Object(orderProperties, { $id: 'Order' })
export type OrderView = Static<typeof Order>

export const Step = Type.Object(
  {
    at: Moment,
    from: nullable(OrderStatus),
    to: OrderStatus,
    by: oneOf(['tenant', 'landlord', 'system']),
    reason: Type.Optional(Type.String()),
  },
  { $id: 'Step', description: 'One step of an order’s history' },
)
export type StepView = Static<typeof Step>

export const OrderWithHistory = Type.Object(
  { ...orderProperties, history: Type.Array(reference(Step), { description: 'Oldest first' }) },
  { $id: 'OrderWithHistory' },
)

export const OrdersQuery = strict({
  role: Type.Optional(oneOf(['tenant', 'landlord'], { default: 'tenant' })),
  status: Type.Optional(OrderStatus),
  ...pageQuery,
})

export const Rejection = strict({ reason: text(1, 512, ['The heating is broken']) })

import {
  type Order,
  OrderRole,
  OrderRoleName,
  OrderStatusName,
  type OrderTransition,
} from '@renting/contracts/order/v1'
import type { OrderView, StepView } from '../schemas/order.ts'
import { dateView, momentView, moneyView, policyView, present } from './common.ts'

export function orderView(message: Order | undefined): OrderView {
  const order = present(message, 'an order')
  const { title, coverUrl } = present(order.house, 'a house')
  const { checkIn, checkOut } = present(order.stay, 'a stay')
  return {
    id: order.id,
    houseId: order.houseId,
    house: { title, coverUrl: coverUrl ?? null },
    tenantId: order.tenantId,
    landlordId: order.landlordId,
    checkIn: dateView(checkIn),
    checkOut: dateView(checkOut),
    nights: order.nights.map(({ date, price }) => ({ date: dateView(date), price: moneyView(price) })),
    guests: order.guests,
    total: moneyView(order.total),
    deposit: moneyView(order.deposit),
    policy: policyView(order.policy),
    status: statusView(order.status),
    createdAt: momentView(order.createdAtMs),
    expiresAt: order.expiresAtMs === undefined ? null : momentView(order.expiresAtMs),
  }
}

export function stepView(step: OrderTransition): StepView {
  const by = OrderRoleName[step.by]
  if (by === 'UNSPECIFIED') throw new TypeError('a service answered without saying who acted')
  return {
    at: momentView(step.atMs),
    from: OrderStatusName[step.from] === 'UNSPECIFIED' ? null : statusView(step.from),
    to: statusView(step.to),
    by: by.toLowerCase() as Lowercase<typeof by>,
    ...(step.reason !== undefined && { reason: step.reason }),
  }
}

export function toRole(role: 'tenant' | 'landlord'): OrderRole {
  return role === 'tenant' ? OrderRole.TENANT : OrderRole.LANDLORD
}

function statusView(status: keyof typeof OrderStatusName): OrderView['status'] {
  const name = OrderStatusName[status]
  if (name === 'UNSPECIFIED') throw new TypeError('a service answered without a status')
  return name
}

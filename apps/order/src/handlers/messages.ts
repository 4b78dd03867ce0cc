import { CancellationPolicy } from '@renting/contracts/common/v1'
import type { GetOfferResponse } from '@renting/contracts/house/v1'
import {
  type Order as OrderMessage,
  OrderRole,
  OrderStatus,
  OrderStatusName,
  type OrderTransition,
  PaymentMethod,
} from '@renting/contracts/order/v1'
import { type DateParts, dateFromParts, dateParts, Refusal, type Stay, stayParts } from '@renting/platform/values'
import { expiresAt } from '../domain/due.ts'
import type { Offer, Step } from '../domain/order.ts'
import { type PaymentMethod as Method, methods } from '../domain/payment.ts'
import { type OrderStatus as Status, statuses } from '../domain/states.ts'
import type { Listed } from '../domain/store.ts'

const policies = ['FLEXIBLE', 'MODERATE', 'STRICT'] as const
const roles = { tenant: OrderRole.TENANT, landlord: OrderRole.LANDLORD, system: OrderRole.SYSTEM } as const

export function toMessage({ order, house }: Listed): OrderMessage {
  return {
    id: order.id,
    houseId: order.houseId,
    house: { title: house.title, coverUrl: house.coverUrl },
    tenantId: order.tenantId,
    landlordId: order.landlordId,
    stay: stayParts(order.stay),
    nights: order.nights.map(({ date, price }) => ({ date: dateParts(date), price })),
    guests: order.guests,
    total: order.total,
    deposit: order.deposit,
    policy: CancellationPolicy[order.policy],
    status: OrderStatus[order.status],
    createdAtMs: order.createdAt,
    expiresAtMs: expiresAt(order),
  }
}

export function toTransition({ at, from, to, by, reason }: Step): OrderTransition {
  return {
    atMs: at,
    from: from === undefined ? OrderStatus.UNSPECIFIED : OrderStatus[from],
    to: OrderStatus[to],
    by: roles[by],
    reason,
  }
}

/** @returns undefined for all @throws Refusal INVALID_STATUS for a number that is no status */
export function toStatus(status: OrderStatus): Status | undefined {
  if (status === OrderStatus.UNSPECIFIED) return undefined
  const known = statuses.find((each) => each === OrderStatusName[status])
  if (known === undefined) throw new Refusal('invalid', 'INVALID_STATUS', 'there is no such status')
  return known
}

/** @throws Refusal INVALID_ROLE */
export function toRole(role: OrderRole): 'tenant' | 'landlord' {
  if (role === OrderRole.UNSPECIFIED || role === OrderRole.TENANT) return 'tenant'
  if (role === OrderRole.LANDLORD) return 'landlord'
  throw new Refusal('invalid', 'INVALID_ROLE', 'role must be tenant or landlord')
}

/** @throws Refusal INVALID_METHOD */
export function toMethod(method: PaymentMethod): Method {
  const known = methods.find((each) => PaymentMethod[each] === method)
  if (known === undefined) throw new Refusal('invalid', 'INVALID_METHOD', 'method must be card, alipay or wechat')
  return known
}

/** Days from `from` to the one before `to`. @throws Refusal INVALID_STAY */
export function toRange(from: DateParts | undefined, to: DateParts | undefined): Stay {
  const checkIn = from && dateFromParts(from)
  const checkOut = to && dateFromParts(to)
  if (checkIn && checkOut && checkIn < checkOut) return { checkIn, checkOut }
  throw new Refusal('invalid', 'INVALID_STAY', 'from and to must be dates, and to the later one')
}

/** @throws TypeError for an offer that lacks something */
export function toOffer(message: GetOfferResponse): Offer {
  const policy = policies.find((each) => CancellationPolicy[each] === message.policy)
  const nights = message.nights.map(({ date, price }) => ({ date: date && dateFromParts(date), price }))
  const complete = nights.every((night): night is Offer['nights'][number] => !!night.date && !!night.price)
  const { total, deposit, instantBook, landlordId, timeZone, version } = message
  if (!complete || policy === undefined || total === undefined || deposit === undefined) {
    throw new TypeError('the offer is not complete')
  }
  return { nights, total, deposit, policy, instantBook, landlordId, timeZone, houseVersion: version }
}

/** Of answers that need nothing of other services. */
export function unprepared(): void {}

import { CancellationPolicy } from '@renting/contracts/common/v1'
import type { GetOfferResponse } from '@renting/contracts/house/v1'
import {
  type Order as OrderMessage,
  OrderRole,
  OrderStatus,
  OrderStatusName,
  type OrderTransition,
} from '@renting/contracts/order/v1'
import { dateFromParts, dateParts, Refusal, stayParts } from '@renting/platform/values'
import type { Offer, Step } from '../domain/order.ts'
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
    expiresAtMs: order.expiresAt,
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

/** @throws TypeError for an offer that lacks something */
export function toOffer(message: GetOfferResponse): Offer {
  const policy = policies.find((each) => CancellationPolicy[each] === message.policy)
  const nights = message.nights.map(({ date, price }) => ({ date: date && dateFromParts(date), price }))
  const complete = nights.every((night): night is Offer['nights'][number] => !!night.date && !!night.price)
  const { total, deposit, instantBook, landlordId, version } = message
  if (!complete || policy === undefined || total === undefined || deposit === undefined) {
    throw new TypeError('the offer is not complete')
  }
  return { nights, total, deposit, policy, instantBook, landlordId, houseVersion: version }
}

import { fromSqlDate, type Money, toSqlDate } from '@renting/platform/values'
import type { Prisma } from '../../gen/prisma/client.ts'
import type { Order, Step } from '../domain/order.ts'
import type { Payment, PaymentMethod, PaymentStatus, Refund } from '../domain/payment.ts'
import type { CancellationPolicy } from '../domain/policy.ts'
import type { OrderStatus, Role } from '../domain/states.ts'
import type { House, Listed } from '../domain/store.ts'

/** What is read with an order: its nights in order, and its house. */
export const listed = { nights: { orderBy: { date: 'asc' } }, house: true } as const satisfies Prisma.OrderInclude

export type ListedRow = Prisma.OrderGetPayload<{ include: typeof listed }>

export function fromRow(row: ListedRow): Listed {
  const money = (amount: bigint): Money => ({ amount: Number(amount), currency: row.currency })
  const order: Order = {
    id: row.id,
    version: Number(row.version),
    houseId: row.houseId,
    houseVersion: Number(row.houseVersion),
    tenantId: row.tenantId,
    landlordId: row.landlordId,
    stay: { checkIn: fromSqlDate(row.checkIn), checkOut: fromSqlDate(row.checkOut) },
    timeZone: row.timeZone,
    guests: row.guests,
    nights: row.nights.map(({ date, price }) => ({ date: fromSqlDate(date), price: money(price) })),
    total: money(row.total),
    deposit: money(row.deposit),
    // The columns allow no other values.
    policy: row.policy as CancellationPolicy,
    status: row.status as OrderStatus,
    createdAt: row.createdAt.getTime(),
    dueAt: row.dueAt?.getTime(),
  }
  const house: House = {
    id: row.house.id,
    version: Number(row.house.version),
    title: row.house.title,
    coverUrl: row.house.coverUrl ?? undefined,
  }
  return { order, house }
}

export function fromStepRow(row: Prisma.StepGetPayload<object>): Step {
  return {
    at: row.at.getTime(),
    from: (row.fromStatus ?? undefined) as OrderStatus | undefined,
    to: row.toStatus as OrderStatus,
    by: row.by as Role,
    reason: row.reason ?? undefined,
  }
}

export function houseValues({ id, version, title, coverUrl }: House): unknown[] {
  return [id, version, title, coverUrl ?? null]
}

export function momentOf(time: number | undefined): Date | null {
  return time === undefined ? null : new Date(time)
}

type PaymentRow = Prisma.PaymentGetPayload<object>

export function fromPaymentRow(row: Omit<PaymentRow, 'startedAt' | 'askAt'>): Payment {
  return {
    id: row.id,
    orderId: row.orderId,
    method: row.method as PaymentMethod,
    amount: { amount: Number(row.amount), currency: row.currency },
    status: row.status as PaymentStatus,
    answer: (row.answer ?? undefined) as PaymentStatus | undefined,
    endedAt: row.endedAt?.getTime(),
    day: row.day === null ? undefined : fromSqlDate(row.day),
  }
}

export function toPaymentRow({ id, orderId, method, amount, status, answer, endedAt, day }: Payment) {
  return {
    id,
    orderId,
    method,
    amount: amount.amount,
    currency: amount.currency,
    status,
    answer: answer ?? null,
    endedAt: endedAt === undefined ? null : new Date(endedAt),
    day: day === undefined ? null : toSqlDate(day),
  }
}

export function toRefundRow({ paymentId, reason, amount, fee, at, day }: Refund) {
  const { amount: minor, currency } = amount
  return { paymentId, reason, amount: minor, fee: fee.amount, currency, at: new Date(at), day: toSqlDate(day) }
}

import { fromSqlDate, type Money, toSqlDate } from '@renting/platform/values'
import type { Prisma } from '../../gen/prisma/client.ts'
import type { CancellationPolicy, Change, Order, Step } from '../domain/order.ts'
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
    guests: row.guests,
    nights: row.nights.map(({ date, price }) => ({ date: fromSqlDate(date), price: money(price) })),
    total: money(row.total),
    deposit: money(row.deposit),
    // The columns allow no other values.
    policy: row.policy as CancellationPolicy,
    status: row.status as OrderStatus,
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime(),
  }
  const house: House = {
    id: row.house.id,
    version: Number(row.house.version),
    title: row.house.title,
    coverUrl: row.house.coverUrl ?? undefined,
  }
  return { order, house }
}

export function toRow({ order, step }: Change): Prisma.OrderUncheckedCreateInput {
  return {
    id: order.id,
    version: order.version,
    houseId: order.houseId,
    houseVersion: order.houseVersion,
    tenantId: order.tenantId,
    landlordId: order.landlordId,
    checkIn: toSqlDate(order.stay.checkIn),
    checkOut: toSqlDate(order.stay.checkOut),
    guests: order.guests,
    total: order.total.amount,
    deposit: order.deposit.amount,
    currency: order.total.currency,
    policy: order.policy,
    status: order.status,
    createdAt: new Date(order.createdAt),
    expiresAt: order.expiresAt === undefined ? null : new Date(order.expiresAt),
    nights: {
      createMany: { data: order.nights.map(({ date, price }) => ({ date: toSqlDate(date), price: price.amount })) },
    },
    steps: { create: toStepRow(order, step) },
  }
}

export function toStepRow(order: Order, step: Step) {
  return {
    version: order.version,
    at: new Date(step.at),
    fromStatus: step.from ?? null,
    toStatus: step.to,
    by: step.by,
    reason: step.reason ?? null,
  }
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

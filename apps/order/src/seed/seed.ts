import type { Database, Tx } from '@renting/platform'
import { demoHouses, seedOnce } from '@renting/platform/demo'
import { toSqlDate } from '@renting/platform/values'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Change } from '../domain/order.ts'
import { tell } from '../store/events.ts'
import { momentOf, toPaymentRow, toRefundRow } from '../store/rows.ts'
import { demoBookings } from './bookings.ts'

/**
 * Fills an empty database with the bookings of the demonstration, unless anything is known of a house or an order.
 *
 * @param clock decides what is past and what is to come
 */
export async function seedOrders(database: Database<PrismaClient>, clock: { time(): number }): Promise<void> {
  await seedOnce(database, {
    isEmpty: async (sql) => (await sql.house.findFirst()) === null && (await sql.order.findFirst()) === null,
    fill: (tx) => write(tx, demoBookings(clock.time())),
  })
}

/** Table by table: step by step, as the service does it, would take a minute. */
async function write(tx: Tx<PrismaClient>, histories: readonly (readonly Change[])[]): Promise<void> {
  const changes = histories.flat()
  const last = histories.map((history) => history.at(-1)!)
  // The least version: what the house service tells of a house is newer.
  await tx.house.createMany({ data: demoHouses().map(({ id, title }) => ({ id, version: 0, title })) })
  await tx.order.createMany({ data: last.map(toRow) })
  await tx.night.createMany({ data: last.flatMap(toNightRows) })
  await tx.step.createMany({ data: changes.map(toStepRow) })
  await tx.payment.createMany({ data: changes.flatMap(({ payment }) => (payment ? [toPaid(payment)] : [])) })
  await tx.refund.createMany({ data: changes.flatMap(({ refund }) => (refund ? [toRefundRow(refund)] : [])) })
  await tx.review.createMany({
    data: changes.flatMap(({ order, review }) =>
      review ? [{ ...review, orderId: order.id, at: new Date(review.at) }] : [],
    ),
  })
  // The last word of each: nobody was there to hear those before.
  for (const change of last) await tell(tx, change)
}

function toRow({ order }: Change) {
  const { stay, nights, total, deposit, createdAt, dueAt, ...row } = order
  return {
    ...row,
    checkIn: toSqlDate(stay.checkIn),
    checkOut: toSqlDate(stay.checkOut),
    total: total.amount,
    deposit: deposit.amount,
    currency: total.currency,
    createdAt: new Date(createdAt),
    dueAt: momentOf(dueAt),
  }
}

function toNightRows({ order: { id, nights } }: Change) {
  return nights.map(({ date, price }) => ({ orderId: id, date: toSqlDate(date), price: price.amount }))
}

function toStepRow({ order, step }: Change) {
  const { at, from = null, to, by, reason = null } = step
  return { orderId: order.id, version: order.version, at: new Date(at), fromStatus: from, toStatus: to, by, reason }
}

function toPaid(payment: NonNullable<Change['payment']>) {
  const at = new Date(payment.endedAt!)
  return { ...toPaymentRow(payment), startedAt: at, askAt: at }
}

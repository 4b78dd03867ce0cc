import { type Database, pgCode, pgCodes } from '@renting/platform'
import type { Claim } from '@renting/platform/values'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { now, offerOf, requestOf, stayOf } from '../../test/booking.ts'
import { orderDatabase } from '../../test/database.ts'
import { act, type Change, requestOrder } from '../domain/order.ts'
import { blocking } from '../domain/states.ts'
import type { OrderTransaction } from '../domain/store.ts'
import { PrismaOrderStore } from './order-store.ts'
import { PrismaOrderTransaction } from './order-transaction.ts'

let database: Database<PrismaClient>
let time = now
let store: PrismaOrderStore

beforeAll(async () => {
  database = await orderDatabase()
  store = new PrismaOrderStore(database, { time: () => time })
})
afterAll(() => database.close())
beforeEach(async () => {
  time = now
  await database.pool.query('TRUNCATE booking, occupancy, answer, outbox, house CASCADE')
  await inTransaction((tx) => tx.keepHouse({ id: 'h1', version: 1, title: 'Courtyard' }))
})

function inTransaction<R>(work: (tx: OrderTransaction) => Promise<R>): Promise<R> {
  return database.transaction((tx) => work(new PrismaOrderTransaction(tx)))
}

function newOrder(id: string, from: number, nights: number, houseId = 'h1', tenantId = 'tenant', at = now): Change {
  const stay = stayOf(from, nights)
  return requestOrder(requestOf(id, stay, houseId, tenantId), offerOf(stay), at)
}

/** Adds an order, with a house as the offer has it. */
function put(tx: OrderTransaction, change: Change): Promise<void> {
  return tx.add(change, { id: change.order.houseId, version: 1, title: 'Courtyard' })
}

async function topics(): Promise<string[]> {
  const { rows } = await database.pool.query<{ topic: string }>('SELECT topic FROM outbox ORDER BY seq')
  return rows.map((row) => row.topic)
}

const taken = expect.objectContaining({ kind: 'conflict', reason: 'DATES_TAKEN' })

describe('an order', () => {
  test('comes back as it was written, with its house, its history and its event', async () => {
    const change = newOrder('o1', 3, 2)
    await inTransaction((tx) => put(tx, change))
    expect(await store.find('o1')).toEqual({
      order: change.order,
      house: { id: 'h1', version: 1, title: 'Courtyard', coverUrl: undefined },
    })
    expect(await store.history('o1')).toEqual([{ at: now, to: 'WAIT_ACCEPT', by: 'tenant' }])
    expect(await topics()).toEqual(['renting.order.requested'])
    expect(await store.find('o2')).toBeUndefined()
  })

  test('that was rejected keeps the reason and tells of it', async () => {
    const change = newOrder('o1', 3, 2)
    await inTransaction((tx) => put(tx, change))
    await inTransaction((tx) => tx.save(act(change.order, 'reject', 'landlord', now + 1000, 'painters')))
    expect((await store.find('o1'))?.order).toMatchObject({ status: 'REJECTED', version: 2, total: change.order.total })
    expect(await store.history('o1')).toEqual([
      { at: now, to: 'WAIT_ACCEPT', by: 'tenant' },
      { at: now + 1000, from: 'WAIT_ACCEPT', to: 'REJECTED', by: 'landlord', reason: 'painters' },
    ])
    expect(await topics()).toEqual(['renting.order.requested', 'renting.order.rejected'])
  })

  test('that fails leaves nothing, not even its event', async () => {
    const attempt = inTransaction(async (tx) => {
      await put(tx, newOrder('o1', 3, 2))
      throw new Error('power cut')
    })
    await expect(attempt).rejects.toThrow('power cut')
    expect(await store.find('o1')).toBeUndefined()
    expect(await topics()).toEqual([])
  })
})

describe('the nights of a house', () => {
  test('are given once: the database refuses an overlap that nobody looked for', async () => {
    await inTransaction((tx) => put(tx, newOrder('o1', 3, 3)))
    for (const [from, nights] of [
      [3, 3],
      [2, 2],
      [5, 5],
      [4, 1],
      [1, 9],
    ] as const) {
      await expect(inTransaction((tx) => put(tx, newOrder('o2', from, nights)))).rejects.toThrow(taken)
    }
    expect(await topics()).toHaveLength(1)
  })

  test('may follow one another, and be the same in another house', async () => {
    await inTransaction((tx) => tx.keepHouse({ id: 'h2', version: 1, title: 'Loft' }))
    await inTransaction((tx) => put(tx, newOrder('o1', 3, 3)))
    await inTransaction((tx) => put(tx, newOrder('o2', 6, 2)))
    await inTransaction((tx) => put(tx, newOrder('o3', 1, 2)))
    await inTransaction((tx) => put(tx, newOrder('o4', 3, 3, 'h2')))
    expect(await topics()).toHaveLength(4)
  })

  test('are free again once the order is rejected, and stay taken when it is accepted', async () => {
    const first = newOrder('o1', 3, 3)
    await inTransaction((tx) => put(tx, first))
    expect(await store.isFree('h1', stayOf(5, 1))).toBe(false)
    expect(await store.isFree('h1', stayOf(6, 1))).toBe(true)
    expect(await store.isFree('h2', stayOf(5, 1))).toBe(true)
    await inTransaction((tx) => tx.save(act(first.order, 'reject', 'landlord', now, 'no')))
    expect(await store.isFree('h1', stayOf(5, 1))).toBe(true)
    const second = newOrder('o2', 4, 3)
    await inTransaction((tx) => put(tx, second))
    await inTransaction((tx) => tx.save(act(second.order, 'accept', 'landlord', now)))
    expect(await store.isFree('h1', stayOf(5, 1))).toBe(false)
    await expect(inTransaction((tx) => put(tx, newOrder('o3', 5, 1)))).rejects.toThrow(taken)
  })

  test('are held in the states that the domain names', async () => {
    const { rows } = await database.pool.query<{ name: string; definition: string }>(
      `SELECT tgname AS name, pg_get_triggerdef(oid) AS definition FROM pg_trigger WHERE tgname LIKE 'booking_%'`,
    )
    expect(rows.map(({ name }) => name).toSorted()).toEqual(['booking_gives', 'booking_takes'])
    for (const { definition } of rows) {
      const states = [...definition.matchAll(/'([A-Z_]+)'::text/g)].map((match) => match[1])
      expect(states.toSorted()).toEqual(blocking.toSorted())
    }
  })

  test('are held by each booking that blocks, whoever wrote it', async () => {
    const first = newOrder('o1', 3, 2)
    await inTransaction((tx) => put(tx, first))
    const held = async () => (await database.pool.query('SELECT kind, id FROM occupancy')).rows
    expect(await held()).toEqual([{ kind: 'order', id: 'o1' }])
    await database.pool.query(`UPDATE booking SET status = 'PAID', due_at = now() WHERE id = 'o1'`)
    expect(await held()).toEqual([{ kind: 'order', id: 'o1' }])
    await database.pool.query(`UPDATE booking SET status = 'CANCELED', due_at = NULL WHERE id = 'o1'`)
    expect(await held()).toEqual([])
  })

  test('are given to an order or to a hold, never to both', async () => {
    const hold = (id: string, from: number, nights: number, houseId = 'h1') =>
      inTransaction((tx) => tx.hold({ id, houseId, stay: stayOf(from, nights) }))
    await hold('b1', 3, 3)
    await expect(inTransaction((tx) => put(tx, newOrder('o1', 5, 2)))).rejects.toThrow(taken)
    await expect(hold('b2', 4, 1)).rejects.toThrow(taken)
    await hold('b2', 4, 1, 'h2')
    // The same again, whatever it says.
    await hold('b1', 5, 9)
    expect(await store.isFree('h1', stayOf(6, 1))).toBe(true)
    await inTransaction((tx) => put(tx, newOrder('o2', 6, 2)))
    await expect(hold('b3', 7, 1)).rejects.toThrow(taken)
    await inTransaction((tx) => tx.release('b1'))
    await inTransaction((tx) => tx.release('b1'))
    await inTransaction((tx) => put(tx, newOrder('o1', 5, 1)))
    expect(await store.takenStays('h1', stayOf(5, 2))).toEqual([
      { orderId: 'o1', stay: stayOf(5, 1) },
      { orderId: 'o2', stay: stayOf(6, 2) },
    ])
    expect(await store.takenStays('h1', stayOf(8, 2))).toEqual([])
    expect(await store.takenStays('h2', stayOf(0, 20))).toEqual([])
  })
})

describe('what is due', () => {
  test('is given longest due first, and to one of two who look at once', async () => {
    for (const [i, at] of [now + 2, now, now + 1].entries()) {
      await inTransaction((tx) => put(tx, newOrder(`o${i}`, i * 2, 2, 'h1', 'tenant', at)))
    }
    const due = now + 24 * 3_600_000
    const ids = async (tx: OrderTransaction, time: number, limit: number) =>
      (await tx.lockDue(time, limit)).map(({ id }) => id)
    expect(await inTransaction((tx) => ids(tx, due - 1, 9))).toEqual([])
    await inTransaction(async (tx) => {
      expect(await ids(tx, due + 1, 1)).toEqual(['o1'])
      expect(await inTransaction((other) => ids(other, due + 1, 9))).toEqual(['o2'])
    })
    expect(await inTransaction((tx) => ids(tx, due + 2, 9))).toEqual(['o1', 'o2', 'o0'])
  })

  test('of payments is asked about by one, and again later and later', async () => {
    const { order } = newOrder('o1', 3, 2)
    const payment = { id: 'p1', orderId: 'o1', method: 'CARD', amount: order.total, status: 'PENDING' } as const
    await inTransaction((tx) => put(tx, newOrder('o1', 3, 2)))
    await inTransaction((tx) => tx.addPayment(payment, now))
    const second = 1_000
    expect(await store.takePending(now + second - 1, 9)).toEqual([])
    const taken = await Promise.all([1, 2, 3].map(() => store.takePending(now + second, 9)))
    expect(taken.flat()).toEqual([{ ...payment, answer: undefined, endedAt: undefined, day: undefined }])
    for (const [after, many] of [
      [2, 1],
      [3, 0],
      [4, 1],
      [100, 1],
      [159, 0],
      [160, 1],
    ] as const) {
      expect(await store.takePending(now + after * second, 9)).toHaveLength(many)
    }
  })
})

test('an order is paid once: the database refuses a second payment that nobody looked for', async () => {
  const { order } = newOrder('o1', 3, 2)
  await inTransaction((tx) => put(tx, newOrder('o1', 3, 2)))
  const pay = (id: string) =>
    inTransaction((tx) =>
      tx.addPayment({ id, orderId: 'o1', method: 'CARD', amount: order.total, status: 'PENDING' }, now),
    )
  await pay('p1')
  await expect(pay('p2')).rejects.toSatisfy((error) => pgCode(error) === pgCodes.uniqueViolation)
})

test('a step is written from the version before it, or not at all', async () => {
  const change = newOrder('o1', 3, 2)
  await inTransaction((tx) => put(tx, change))
  const [accept, reject] = (['accept', 'reject'] as const).map((action) => act(change.order, action, 'landlord', now))
  await inTransaction((tx) => tx.save(accept!))
  await expect(inTransaction((tx) => tx.save(reject!))).rejects.toThrow('version')
  expect(await topics()).toEqual(['renting.order.requested', 'renting.order.accepted'])
})

describe('a list of orders', () => {
  test('is newest first, in parts that hold still while orders come in', async () => {
    for (let i = 0; i < 5; i++) {
      // Two of the same moment, so that the id decides.
      await inTransaction((tx) => put(tx, newOrder(`o${i}`, i * 2, 2, 'h1', 'tenant', now + Math.floor(i / 2))))
    }
    const query = { role: 'tenant', userId: 'tenant', limit: 2 } as const
    const first = await store.list(query)
    await inTransaction((tx) => put(tx, newOrder('o9', 20, 2, 'h1', 'tenant', now + 9)))
    const last = first.at(-1)!.order
    const rest = await store.list({ ...query, limit: 9, after: [last.createdAt, last.id] })
    expect([...first, ...rest].map(({ order }) => order.id)).toEqual(['o4', 'o3', 'o2', 'o1', 'o0'])
  })

  test('holds what somebody has to do with in that part, and in that state', async () => {
    await inTransaction((tx) => put(tx, newOrder('o1', 1, 1, 'h1', 'tenant')))
    const other = newOrder('o2', 3, 1, 'h1', 'other')
    await inTransaction((tx) => put(tx, other))
    await inTransaction((tx) => tx.save(act(other.order, 'accept', 'landlord', now)))
    const ids = async (query: Pick<Parameters<typeof store.list>[0], 'role' | 'userId' | 'status'>) =>
      (await store.list({ ...query, limit: 9 })).map(({ order }) => order.id)
    expect(await ids({ role: 'tenant', userId: 'tenant' })).toEqual(['o1'])
    expect(await ids({ role: 'landlord', userId: 'tenant' })).toEqual([])
    expect(await ids({ role: 'landlord', userId: 'landlord' })).toEqual(['o2', 'o1'])
    expect(await ids({ role: 'landlord', userId: 'landlord', status: 'WAIT_PAYMENT' })).toEqual(['o2'])
  })
})

test('a house is kept as the highest version says', async () => {
  await inTransaction((tx) => tx.keepHouse({ id: 'h1', version: 3, title: 'Third' }))
  await inTransaction((tx) => tx.keepHouse({ id: 'h1', version: 2, title: 'Second', coverUrl: '/late.webp' }))
  await inTransaction((tx) => put(tx, newOrder('o1', 1, 1)))
  expect((await store.find('o1'))?.house).toEqual({ id: 'h1', version: 3, title: 'Third', coverUrl: undefined })
})

describe('a claim', () => {
  const claim: Claim = { userId: 'tenant', key: 'k1', fingerprint: 'f1' }
  const bytes = (text: string) => new TextEncoder().encode(text)

  test('is answered once, and has its effect once, however many come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        store.answerOnce(claim, async (tx) => {
          await put(tx, newOrder(`o${i}`, i * 2, 2))
          return bytes(`answer ${i}`)
        }),
      ),
    )
    expect(new Set(answers.map((answer) => Buffer.from(answer).toString())).size).toBe(1)
    expect(await database.client.order.count()).toBe(1)
    expect(Buffer.from((await store.answerTo(claim))!)).toEqual(Buffer.from(answers[0]!))
  })

  test('is answered to whoever was in its way, too', async () => {
    // Both want the same nights: the second is refused by the first, whose answer is theirs all the same.
    const both = Array.from({ length: 8 }, (_, i) =>
      store.answerOnce(claim, async (tx) => {
        await put(tx, newOrder(`o${i}`, 3, 2))
        return bytes(`answer ${i}`)
      }),
    )
    const answers = await Promise.all(both)
    expect(new Set(answers.map((answer) => Buffer.from(answer).toString())).size).toBe(1)
    const failing = store.answerOnce(claim, async () => Promise.reject(new Error('power cut')))
    expect(await failing).toEqual(answers[0])
  })

  test('of another request under the same key is refused', async () => {
    await store.answerOnce(claim, async () => bytes('answer'))
    const reused = expect.objectContaining({ kind: 'rule', reason: 'IDEMPOTENCY_KEY_REUSED' })
    const other = { ...claim, fingerprint: 'f2' }
    await expect(store.answerTo(other)).rejects.toThrow(reused)
    await expect(store.answerOnce(other, async () => bytes('other'))).rejects.toThrow(reused)
    expect(await store.answerTo({ ...other, userId: 'somebody' })).toBeUndefined()
  })

  test('that the state refused stays refused, with nothing done', async () => {
    await inTransaction((tx) => put(tx, newOrder('o1', 3, 2)))
    const attempt = () =>
      store.answerOnce(claim, async (tx) => {
        await put(tx, newOrder('o2', 9, 2))
        await put(tx, newOrder('o3', 3, 2))
        return bytes('answer')
      })
    await expect(attempt()).rejects.toThrow(taken)
    await inTransaction((tx) => tx.save(act(newOrder('o1', 3, 2).order, 'reject', 'landlord', now, 'no')))
    await expect(attempt()).rejects.toThrow(taken)
    await expect(store.answerTo(claim)).rejects.toThrow(taken)
    expect(await database.client.order.count()).toBe(1)
  })

  test('that failed is free to be made again', async () => {
    const failing = store.answerOnce(claim, async () => Promise.reject(new Error('power cut')))
    await expect(failing).rejects.toThrow('power cut')
    expect(await store.answerTo(claim)).toBeUndefined()
    expect(await store.answerOnce(claim, async () => bytes('second'))).toEqual(bytes('second'))
  })

  test('is forgotten after 24 hours', async () => {
    await store.answerOnce({ ...claim, key: 'old' }, async () => bytes('old'))
    await store.answerOnce(claim, async () => bytes('first'))
    time += 24 * 3_600_000
    expect(await store.answerTo(claim)).toBeUndefined()
    const renewed = { ...claim, fingerprint: 'f2' }
    expect(await store.answerOnce(renewed, async () => bytes('second'))).toEqual(bytes('second'))
    const { rows } = await database.pool.query('SELECT key FROM answer')
    expect(rows).toEqual([{ key: 'k1' }])
  })
})

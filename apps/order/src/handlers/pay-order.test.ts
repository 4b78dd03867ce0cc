import { OrderStatus, PaymentMethod, PaymentStatus } from '@renting/contracts/order/v1'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { actor, contextOf, OrderFixture } from '../../test/fixture.ts'
import { ScriptedPayments } from '../../test/provider.ts'
import type { PaymentProvider } from '../domain/providers.ts'

let it: OrderFixture
let provider: ScriptedPayments

beforeAll(async () => {
  it = await OrderFixture.open()
})
afterAll(() => it.close())
beforeEach(async () => {
  await it.reset()
  provider = new ScriptedPayments()
  it.payments = provider
})

const hour = 3_600_000
const refused = (reason: string) => expect.objectContaining({ reason })
const status = async (id: string) => (await it.read(id)).status

/** An order that waits for payment. */
async function accepted(from = 3): Promise<string> {
  const { id } = await it.book(from, 2)
  await it.accept(id)
  return id
}

async function refunds() {
  const { rows } = await it.database.pool.query('SELECT reason, amount::integer, fee::integer FROM refund')
  return rows
}

describe('a payment', () => {
  test('that succeeds pays the order, once, and is told of', async () => {
    const id = await accepted()
    const { paymentId, status } = await it.pay(id)
    expect(status).toBe(PaymentStatus.SUCCEEDED)
    expect(await it.read(id)).toMatchObject({ status: OrderStatus.PAID, total: { amount: 20_000 } })
    expect(provider.taken).toEqual([{ paymentId, amount: { amount: 20_000, currency: 'CNY' }, method: 'CARD' }])
    expect(await it.told(id)).toEqual(['requested', 'accepted', 'paid'])
    await expect(it.pay(id)).rejects.toThrow(refused('WRONG_STATE'))
    await it.runTimers()
    expect(await it.told(id)).toEqual(['requested', 'accepted', 'paid'])
  })

  test('is the tenant’s to make, in a way that there is, of an order that waits for it', async () => {
    const id = await accepted()
    await expect(it.pay(id, { userId: 'landlord' })).rejects.toThrow(refused('FORBIDDEN'))
    await expect(it.pay(id, { userId: 'stranger' })).rejects.toThrow(refused('NOT_FOUND'))
    await expect(it.pay(id, { method: PaymentMethod.UNSPECIFIED })).rejects.toThrow(refused('INVALID_METHOD'))
    await expect(it.pay(id, { idempotencyKey: '' })).rejects.toThrow(refused('IDEMPOTENCY_KEY_REQUIRED'))
    const asked = await it.book(9, 2)
    await expect(it.pay(asked.id)).rejects.toThrow(refused('WRONG_STATE'))
    await expect(it.pay(asked.id, { userId: 'landlord' })).rejects.toThrow(refused('FORBIDDEN'))
    expect(provider.taken).toEqual([])
  })

  test('that takes long is concluded when the provider says so', async () => {
    const id = await accepted()
    provider.next = 'PENDING'
    const { paymentId, status } = await it.pay(id)
    expect(status).toBe(PaymentStatus.PENDING)
    await expect(it.pay(id)).rejects.toThrow(refused('PAYMENT_PENDING'))
    it.realTime += 2_000
    await it.runTimers()
    expect(await it.told(id)).toEqual(['requested', 'accepted'])
    provider.end(paymentId, 'SUCCEEDED')
    it.realTime += 60_000
    await it.runTimers()
    expect(await it.told(id)).toEqual(['requested', 'accepted', 'paid'])
  })

  test('that fails may be made again, with another key', async () => {
    const id = await accepted()
    provider.next = 'FAILED'
    expect((await it.pay(id, { idempotencyKey: 'first' })).status).toBe(PaymentStatus.FAILED)
    provider.next = 'SUCCEEDED'
    expect((await it.pay(id, { idempotencyKey: 'first' })).status).toBe(PaymentStatus.FAILED)
    expect((await it.pay(id, { idempotencyKey: 'second' })).status).toBe(PaymentStatus.SUCCEEDED)
    expect(await status(id)).toBe(OrderStatus.PAID)
  })

  test('is answered as at first, whatever has happened since', async () => {
    const id = await accepted()
    provider.next = 'PENDING'
    const first = await it.pay(id, { idempotencyKey: 'same' })
    provider.end(first.paymentId, 'SUCCEEDED')
    it.realTime += 2_000
    await it.runTimers()
    expect(await status(id)).toBe(OrderStatus.PAID)
    expect(await it.pay(id, { idempotencyKey: 'same' })).toEqual(first)
    const other = { actor: actor('tenant'), idempotencyKey: 'same', id, method: PaymentMethod.WECHAT }
    await expect(it.orders.payOrder(other, contextOf('payOrder'))).rejects.toThrow(refused('IDEMPOTENCY_KEY_REUSED'))
    expect(provider.taken).toHaveLength(1)
  })

  test('is made by one of many that come at once', async () => {
    const id = await accepted()
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => it.pay(id)))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(['PAYMENT_PENDING', 'WRONG_STATE']).toContain(result.reason.reason)
    }
    expect(provider.taken).toHaveLength(1)
  })

  test('is made once by requests with one key that come at once', async () => {
    const id = await accepted()
    const results = await Promise.all(Array.from({ length: 6 }, () => it.pay(id, { idempotencyKey: 'same' })))
    expect(new Set(results.map(({ paymentId }) => paymentId)).size).toBe(1)
    expect(results.every((each) => each.status === PaymentStatus.SUCCEEDED)).toBe(true)
    expect(provider.taken).toHaveLength(1)
    expect(await it.told(id)).toEqual(['requested', 'accepted', 'paid'])
  })
})

describe('money that comes too late', () => {
  test('after the order has expired is due again in full, whether or not a timer ran', async () => {
    for (const from of [3, 9]) {
      const id = await accepted(from)
      provider.next = 'PENDING'
      const { paymentId } = await it.pay(id)
      it.time += hour
      if (from === 3) await it.runTimers()
      provider.end(paymentId, 'SUCCEEDED')
      it.realTime += 60_000
      await it.runTimers()
      expect(await it.told(id)).toEqual(['requested', 'accepted', 'expired'])
    }
    expect(await refunds()).toEqual([
      { reason: 'LATE', amount: 20_000, fee: 0 },
      { reason: 'LATE', amount: 20_000, fee: 0 },
    ])
  })

  test('after the tenant has called the order off too', async () => {
    const id = await accepted()
    provider.next = 'PENDING'
    const { paymentId } = await it.pay(id)
    await it.cancel(id)
    expect(await refunds()).toEqual([])
    provider.end(paymentId, 'SUCCEEDED')
    it.realTime += 2_000
    await it.runTimers()
    expect(await refunds()).toEqual([{ reason: 'LATE', amount: 20_000, fee: 0 }])
    expect(await it.told(id)).toEqual(['requested', 'accepted', 'canceled'])
  })
})

describe('a process that dies while somebody pays', () => {
  const powerCut = new Error('power cut')
  /** Ends the process at one of its steps, as far as the database can tell. */
  const dying: Record<string, PaymentProvider> = {
    'before the provider is asked': {
      pay: () => Promise.reject(powerCut),
      status: () => Promise.reject(powerCut),
    },
    'before the answer is written': {
      pay: async (payment) => {
        await provider.pay(payment)
        throw powerCut
      },
      status: () => Promise.reject(powerCut),
    },
  }

  test.each(Object.keys(dying))('%s: a repeated request goes on from there', async (step) => {
    const id = await accepted()
    it.payments = dying[step]!
    await expect(it.pay(id, { idempotencyKey: 'same' })).rejects.toThrow(powerCut)
    expect(await status(id)).toBe(OrderStatus.WAIT_PAYMENT)
    it.payments = provider
    expect((await it.pay(id, { idempotencyKey: 'same' })).status).toBe(PaymentStatus.SUCCEEDED)
    expect(provider.taken).toHaveLength(1)
    expect(await it.told(id)).toEqual(['requested', 'accepted', 'paid'])
  })

  test.each(Object.keys(dying))('%s: without anybody, a timer does, and what it heard is the answer', async (step) => {
    const id = await accepted()
    it.payments = dying[step]!
    await expect(it.pay(id, { idempotencyKey: 'same' })).rejects.toThrow(powerCut)
    it.payments = provider
    await expect(it.pay(id, { idempotencyKey: 'other' })).rejects.toThrow(refused('PAYMENT_PENDING'))
    it.realTime += 2_000
    await it.runTimers()
    expect(await status(id)).toBe(OrderStatus.PAID)
    expect((await it.pay(id, { idempotencyKey: 'same' })).status).toBe(PaymentStatus.SUCCEEDED)
    expect(provider.taken).toHaveLength(1)
    expect(await it.told(id)).toEqual(['requested', 'accepted', 'paid'])
  })
})

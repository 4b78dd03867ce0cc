import type { Database } from '@renting/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import { orderDatabase } from '../../test/database.ts'
import type { PaymentMethod } from '../domain/payment.ts'
import { DevelopmentPayments, type Manner } from './development.ts'

let database: Database<PrismaClient>
let time = 0
beforeAll(async () => {
  database = await orderDatabase()
})
afterAll(() => database.close())

/** The provider as a process would have it that has just begun. */
const provider = (manner: Manner) =>
  new DevelopmentPayments(database.client, { manner, delay: 3_000, clock: { time: () => time } })
let ids = 0
const order = (method: PaymentMethod) => ({
  paymentId: `p${ids++}`,
  amount: { amount: 100, currency: 'CNY' },
  method,
})

describe('the development provider', () => {
  test.each([
    { manner: 'prompt', method: 'CARD', at: 'SUCCEEDED', later: 'SUCCEEDED' },
    { manner: 'prompt', method: 'ALIPAY', at: 'PENDING', later: 'SUCCEEDED' },
    { manner: 'prompt', method: 'WECHAT', at: 'PENDING', later: 'SUCCEEDED' },
    { manner: 'slow', method: 'CARD', at: 'PENDING', later: 'SUCCEEDED' },
    { manner: 'failing', method: 'CARD', at: 'FAILED', later: 'FAILED' },
    { manner: 'failing', method: 'ALIPAY', at: 'FAILED', later: 'FAILED' },
  ] as const)('$manner, $method: $at, some seconds later $later', async ({ manner, method, at, later }) => {
    const payment = order(method)
    expect(await provider(manner).pay(payment)).toBe(at)
    time += 2_999
    expect(await provider(manner).status(payment.paymentId)).toBe(at)
    time += 1
    expect(await provider(manner).status(payment.paymentId)).toBe(later)
  })

  test('takes the money once, and remembers it', async () => {
    const payment = order('CARD')
    expect(await provider('prompt').pay(payment)).toBe('SUCCEEDED')
    expect(await provider('failing').pay(payment)).toBe('SUCCEEDED')
    expect(await provider('prompt').status('never asked')).toBeUndefined()
  })
})

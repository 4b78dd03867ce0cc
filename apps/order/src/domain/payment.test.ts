import { startOfDay } from '@renting/platform/values'
import { describe, expect, test } from 'vitest'
import { now, offerOf, requestOf, stayOf, today } from '../../test/booking.ts'
import { act, type Order, requestOrder } from './order.ts'
import { cancelOrder, concludePayment, type Payment, startPayment } from './payment.ts'

const stay = stayOf(10, 2)
const waiting = requestOrder(requestOf('o1', stay), { ...offerOf(stay), instantBook: true }, now).order
const expired = act(waiting, 'expire', 'system', now + 1).order
const payment: Payment = startPayment(waiting, 'tenant', { id: 'p1', method: 'CARD' }, undefined)
const refused = (reason: string) => expect.objectContaining({ reason })

describe('to pay', () => {
  test('is to pay the total of an order that waits for it', () => {
    const { total } = waiting
    expect(payment).toEqual({ id: 'p1', orderId: 'o1', method: 'CARD', amount: total, status: 'PENDING' })
  })

  test('is the tenant’s, at the right time, and once', () => {
    const pay = (order: Order, by: 'tenant' | 'landlord', live?: Payment) => () =>
      startPayment(order, by, { id: 'p2', method: 'CARD' }, live)
    expect(pay(waiting, 'landlord')).toThrow(refused('FORBIDDEN'))
    expect(pay(expired, 'landlord')).toThrow(refused('FORBIDDEN'))
    expect(pay(expired, 'tenant')).toThrow(refused('WRONG_STATE'))
    expect(pay(waiting, 'tenant', payment)).toThrow(refused('PAYMENT_PENDING'))
  })
})

describe('the provider’s word', () => {
  test('that it takes long changes nothing but what the tenant is told', () => {
    expect(concludePayment(payment, waiting, 'PENDING', now)).toEqual({ payment: { ...payment, answer: 'PENDING' } })
  })

  test('that it failed leaves the order as it is', () => {
    const outcome = concludePayment(payment, waiting, 'FAILED', now)
    expect(outcome).toEqual({
      payment: { ...payment, status: 'FAILED', answer: 'FAILED', endedAt: now, day: today },
    })
  })

  test('that it succeeded pays the order', () => {
    const { payment: paid, change, refund } = concludePayment(payment, waiting, 'SUCCEEDED', now)
    expect(change).toMatchObject({ order: { status: 'PAID' }, step: { by: 'system', at: now }, payment: paid })
    expect(refund).toBeUndefined()
  })

  test('that it succeeded when the order had ended makes all of it due again', () => {
    expect(concludePayment(payment, expired, 'SUCCEEDED', now)).toMatchObject({
      payment: { status: 'SUCCEEDED' },
      refund: { paymentId: 'p1', reason: 'LATE', amount: waiting.total, fee: { amount: 0 }, at: now, day: today },
    })
  })

  test('counts once, and the first answer stays the answer', () => {
    const told = concludePayment(payment, waiting, 'PENDING', now).payment
    const { payment: paid } = concludePayment(told, waiting, 'SUCCEEDED', now)
    expect(paid).toMatchObject({ status: 'SUCCEEDED', answer: 'PENDING' })
    for (const said of ['FAILED', 'SUCCEEDED', 'PENDING'] as const) {
      expect(concludePayment(paid, expired, said, now)).toEqual({ payment: paid })
    }
  })

  test('counts on the day that it is at the house', () => {
    const there = { ...waiting, timeZone: 'America/Los_Angeles' }
    const midnight = startOfDay(today, 'Asia/Shanghai')
    expect(concludePayment(payment, there, 'FAILED', midnight).payment.day).toBe('2026-11-19')
  })
})

describe('to call off', () => {
  const { payment: paid, change } = concludePayment(payment, waiting, 'SUCCEEDED', now)

  test('what is paid makes due what the policy says', () => {
    const { refund, step } = cancelOrder(change!.order, 'tenant', 'ill', paid, now)
    expect(step).toMatchObject({ from: 'PAID', to: 'CANCELED', by: 'tenant', reason: 'ill' })
    expect(refund).toMatchObject({ paymentId: 'p1', reason: 'CANCELED', amount: waiting.total, fee: { amount: 0 } })
  })

  test('what is not paid makes nothing due, also while the provider is thinking', () => {
    expect(cancelOrder(waiting, 'tenant', 'ill', undefined, now).refund).toBeUndefined()
    expect(cancelOrder(waiting, 'landlord', 'ill', payment, now).refund).toBeUndefined()
  })
})

import { overlaps } from '@renting/platform/values'
import { expect, test } from 'vitest'
import { blocking, statuses } from '../domain/states.ts'
import { demoBookings } from './bookings.ts'

const now = Date.parse('2026-11-20T04:00:00Z')
const histories = demoBookings(now)
const orders = histories.map((history) => history.at(-1)!.order)

test('there are a few hundred, of nearly every state, most of them over', () => {
  expect(orders.length).toBeGreaterThan(300)
  const states = new Set(orders.map((order) => order.status))
  expect(statuses.filter((status) => !states.has(status))).toEqual(['WAIT_PAYMENT'])
  expect(orders.filter((order) => order.status === 'COMPLETE').length).toBeGreaterThan(orders.length / 2)
})

test('nothing in them is of the future but when something is due', () => {
  for (const { step } of histories.flat()) expect(step.at).toBeLessThanOrEqual(now)
  for (const { dueAt = Number.POSITIVE_INFINITY } of orders) expect(dueAt).toBeGreaterThan(now)
  for (const history of histories) {
    const moments = history.map(({ step }) => step.at)
    expect(moments).toEqual(moments.toSorted((a, b) => a - b))
  }
})

test('no two that hold their nights share one', () => {
  const holding = orders.filter((order) => blocking.includes(order.status))
  for (const a of holding) {
    for (const b of holding) if (a.id < b.id && a.houseId === b.houseId) expect(overlaps(a.stay, b.stay)).toBe(false)
  }
})

test('the tenant has orders of several states, the landlord income and requests to answer', () => {
  const states = (role: 'tenantId' | 'landlordId', id: string) =>
    new Set(orders.filter((order) => order[role] === id).map((order) => order.status))
  expect(states('tenantId', 'demo-tenant').size).toBeGreaterThan(5)
  expect([...states('landlordId', 'demo-landlord')]).toEqual(expect.arrayContaining(['WAIT_ACCEPT', 'COMPLETE']))
})

test('whenever it is, they are possible', () => {
  for (let days = 0; days < 400; days += 61) {
    const then = now + days * 86_400_000 + days * 3_600_000
    expect(demoBookings(then)).toHaveLength(orders.length)
  }
})

import { globSync } from 'node:fs'
import { join } from 'node:path'
import { type EventType, Reader, type ServiceDescription, Writer } from '@micro/core'
import * as order from '@renting/contracts/order/v1'
import { Order as OrderByFile } from '@renting/contracts/renting/order/v1/order'
import { describe, expect, test } from 'vitest'

const generated = join(import.meta.dirname, '../gen/renting')
const modules = globSync('*/v1/index.js', { cwd: generated }).map(
  async (path): Promise<Record<string, unknown>> => await import(join(generated, path)),
)
const packages = await Promise.all(modules)
const services = packages.flatMap((each) => Object.values(each).filter(isService))
const events = packages.flatMap((each) => (each.events ?? []) as readonly EventType[])

function isService(exported: unknown): exported is ServiceDescription {
  return typeof exported === 'object' && exported !== null && 'methods' in exported
}

describe('the contracts', () => {
  test('of every service are looked at', () => {
    const names = services.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['renting.user.v1.UserService', 'renting.order.v1.OrderService']))
    expect(events.length).toBeGreaterThan(services.length)
  })

  test.each(services)('$name: each method says whether it may be repeated', ({ methods }) => {
    expect(Object.keys(methods).length).toBeGreaterThan(0)
    for (const { name, idempotency } of Object.values(methods)) {
      // What only reads may always be repeated.
      if (/^(Get|List|Search|Quote|Check)/.test(name)) expect([name, idempotency]).toEqual([name, 'no-side-effects'])
    }
  })

  test.each(services)('$name is found under its package without the version', ({ name, service }) => {
    expect(name.startsWith(`${service}.v1.`)).toBe(true)
  })

  test('each event has a topic of its own that begins with its service, and a key', () => {
    const topics = events.map((event) => event.topic)
    expect(new Set(topics).size).toBe(topics.length)
    for (const { name, topic, key } of events) {
      expect(topic.startsWith(`${name.split('.').slice(0, 2).join('.')}.`)).toBe(true)
      expect([name, key]).toEqual([name, expect.any(String)])
    }
  })

  test('are the same by package and by file', () => {
    expect(order.Order).toBe(OrderByFile)
  })

  test('carry an order over the wire and as JSON', () => {
    const json = {
      id: 'o1',
      stay: { checkIn: { year: 2026, month: 5, day: 1 }, checkOut: { year: 2026, month: 5, day: 3 } },
      total: { amount: '20000', currency: 'CNY' },
      status: 'ORDER_STATUS_WAIT_ACCEPT',
      createdAtMs: '1767225600000',
    }
    const writer = Writer.create()
    order.Order.encode(order.Order.fromJSON(json), writer)
    const back = order.Order.decode(new Reader(Buffer.from(writer.finish())))
    expect(back).toMatchObject({ status: order.OrderStatus.WAIT_ACCEPT, nights: [], createdAtMs: 1_767_225_600_000 })
    expect(order.Order.toJSON(back)).toEqual(json)
  })
})

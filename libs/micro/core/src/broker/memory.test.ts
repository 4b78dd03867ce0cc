import { brokerSuite, VirtualClock } from '@micro/testing'
import { describe, expect, test } from 'vitest'
import type { BrokerMessage } from '../broker.ts'
import type { MicroError } from '../errors.ts'
import { memoryBroker } from './memory.ts'
import { BrokerStore } from './store.ts'

brokerSuite('memory', async () => {
  const store = new BrokerStore({ onError: () => {} })
  return { broker: () => memoryBroker({ store }), close: async () => {} }
})

brokerSuite('memory, on a virtual clock', async () => {
  const clock = new VirtualClock()
  const store = new BrokerStore({ clock, onError: () => {} })
  return { clock, broker: () => memoryBroker({ store }), close: async () => {} }
})

describe('memory broker', () => {
  const message = (id: string): BrokerMessage => ({ id, header: {}, body: new Uint8Array() })

  test('brokers that share nothing never meet', async () => {
    const [one, two] = [memoryBroker(), memoryBroker()]
    await Promise.all([one.connect(), two.connect()])
    const seen: string[] = []
    await one.subscribe('topic', async (delivery) => void seen.push(`one ${delivery.message.id}`))
    await two.subscribe('topic', async (delivery) => void seen.push(`two ${delivery.message.id}`))
    await one.publish('topic', message('1'))
    await expect.poll(() => seen).toEqual(['one 1'])
    await Promise.all([one.disconnect(), two.disconnect()])
    expect(seen).toEqual(['one 1'])
  })

  test('refuses what a queue has no room for, and then no queue gets it', async () => {
    const broker = memoryBroker({ maxQueued: 2 })
    await broker.connect()
    const full = await broker.subscribe('topic', async () => {}, { queue: 'full' })
    await full.unsubscribe()
    const seen: string[] = []
    await broker.publish('topic', message('1'))
    await broker.publish('topic', message('2'))
    await broker.subscribe('topic', async (delivery) => void seen.push(delivery.message.id), { queue: 'other' })
    const refused = { name: 'MicroError', code: 429, reason: 'QUEUE_FULL' }
    await expect(broker.publish('topic', message('3'))).rejects.toMatchObject(refused)
    await broker.subscribe('topic', async (delivery) => void seen.push(delivery.message.id), { queue: 'full' })
    await expect.poll(() => seen).toEqual(['1', '2'])
    await broker.publish('topic', message('4'))
    await expect.poll(() => seen).toEqual(['1', '2', '4', '4'])
    await broker.disconnect()
  })

  test('keeps so many dead letters, the newest', async () => {
    const broker = memoryBroker({ maxDeadLetters: 2 })
    await broker.connect()
    const fail = () => Promise.reject(new Error('no'))
    await broker.subscribe('topic', fail, { queue: 'queue', concurrency: 1, retry: { attempts: 1 } })
    for (const id of ['1', '2', '3']) await broker.publish('topic', message(id))
    const ids = async () => (await broker.deadLetters!.list('queue')).map((letter) => letter.message.id)
    await expect.poll(ids).toEqual(['2', '3'])
    await broker.disconnect()
  })

  test('says which message of a subscriber without a queue is lost', async () => {
    const lost: MicroError[] = []
    const broker = memoryBroker({ onError: (error) => lost.push(error) })
    await broker.connect()
    await broker.subscribe('topic', () => Promise.reject(new Error('no')), { retry: { attempts: 1 } })
    await broker.publish('topic', message('7'))
    await expect
      .poll(() => lost.map(({ detail }) => detail))
      .toEqual(['topic topic, message 7: given up after 1 deliveries: no'])
    await broker.disconnect()
  })
})

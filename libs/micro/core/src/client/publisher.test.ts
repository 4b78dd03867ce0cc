import { describe, expect, test } from 'vitest'
import { memoryBroker } from '../broker/memory.ts'
import type { Broker, BrokerMessage } from '../broker.ts'
import type { EventType } from '../description.ts'
import type { Log } from '../log.ts'
import { Service } from '../service.ts'
import { publisher } from './publisher.ts'

interface Happened {
  readonly orderId?: string
}

const happened: EventType<Happened> = {
  name: 'test.Happened',
  topic: 'test.happened',
  key: 'orderId',
  fields: [],
  encode: () => {},
  decode: () => ({}),
  toJSON: () => ({}),
  fromJSON: () => ({}),
}

describe('publishing an event', () => {
  async function published(message: Happened): Promise<BrokerMessage> {
    const broker = memoryBroker()
    await broker.connect()
    const got = Promise.withResolvers<BrokerMessage>()
    await broker.subscribe(happened.topic, async (delivery) => got.resolve(delivery.message))
    await publisher(happened as EventType, broker, [])(message, {})
    const received = await got.promise
    await broker.disconnect()
    return received
  }

  test("takes the key from the event's own field", async () => {
    expect((await published({ orderId: 'o-1' })).key).toBe('o-1')
  })

  test.each([{}, { orderId: '' }])('has no key where the field is not set: %j', async (message) => {
    expect((await published(message)).key).toBeUndefined()
  })
})

describe('a broker that services share', () => {
  test('stays with the others when one never came to connect it', async () => {
    const broker: Broker = memoryBroker()
    const failures: unknown[] = []
    const log: Log = { debug() {}, info() {}, warn() {}, error: (fields) => void failures.push(fields) }
    const one = new Service({ name: 'one', broker })
    const two = new Service({ name: 'two', broker, log })
    await one.start()
    two.on('beforeStart', () => {
      throw new Error('not today')
    })
    await expect(two.start()).rejects.toThrow('not today')
    expect(failures).toEqual([])
    const message = { id: '1', header: {}, body: new Uint8Array() }
    await expect(broker.publish('topic', message)).resolves.toBeUndefined()
    await one.stop()
    await expect(broker.publish('topic', message)).rejects.toMatchObject({ code: 503 })
  })
})

import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { Inbox } from './inbox.ts'
import { newMessage, newTopic, type Stage } from './stage.ts'

const mebibyte = 1024 * 1024

export function publishing(stage: Stage): void {
  describe('publishing', () => {
    test('carries id, header, key and every byte of the body', async () => {
      const [publisher, subscriber] = [await stage.broker(), await stage.broker()]
      const topic = newTopic()
      const inbox = new Inbox(stage)
      await subscriber.subscribe(topic, inbox.handler)
      const body = Uint8Array.from({ length: 512 }, (_, i) => i % 256)
      const message = newMessage('', { body, key: 'ключ-1', header: { 'content-type': 'a/b', note: '租房 "\\ \n 🏠' } })
      await publisher.publish(topic, message)
      await inbox.holds(1)
      const [delivery] = inbox.deliveries
      expect(delivery).toMatchObject({ topic, attempt: 1 })
      expect(delivery!.signal.aborted).toBe(false)
      expect({ ...delivery!.message, header: { ...delivery!.message.header } }).toEqual(message)
      expect(delivery!.message.body).toEqual(body)
    })

    test('carries an empty body, and no key where there was none', async () => {
      const broker = await stage.broker()
      const topic = newTopic()
      const inbox = new Inbox(stage)
      await broker.subscribe(topic, inbox.handler)
      await broker.publish(topic, newMessage())
      await inbox.holds(1)
      expect(inbox.deliveries[0]!.message.body).toHaveLength(0)
      expect(inbox.deliveries[0]!.message.key).toBeUndefined()
    })

    test('leaves the publisher free to reuse its buffer', async () => {
      const broker = await stage.broker()
      const topic = newTopic()
      const inbox = new Inbox(stage)
      await broker.subscribe(topic, inbox.handler)
      const body = Uint8Array.of(1, 2, 3)
      const published = broker.publish(topic, newMessage('', { body }))
      body.fill(9)
      await published
      await inbox.holds(1)
      expect([...inbox.deliveries[0]!.message.body]).toEqual([1, 2, 3])
    })

    test('gives each handler bytes of its own', async () => {
      const broker = await stage.broker()
      const topic = newTopic()
      const seen: number[] = []
      const spoil = new Inbox(stage, async ({ message }) => {
        seen.push(message.body[0]!)
        message.body.fill(9)
      })
      await broker.subscribe(topic, spoil.handler)
      await broker.subscribe(topic, spoil.handler)
      await broker.publish(topic, newMessage('', { body: Uint8Array.of(7) }))
      await spoil.holds(2)
      expect(seen).toEqual([7, 7])
    })

    test('takes a body of 4 MiB and refuses a larger one', async () => {
      const broker = await stage.broker()
      const topic = newTopic()
      const inbox = new Inbox(stage)
      await broker.subscribe(topic, inbox.handler)
      const tooLarge = broker.publish(topic, newMessage('', { body: new Uint8Array(4 * mebibyte + 1) }))
      await expect(tooLarge).rejects.toMatchObject({ name: 'MicroError', code: 413, reason: 'MESSAGE_TOO_LARGE' })
      const body = new Uint8Array(4 * mebibyte).fill(5)
      await broker.publish(topic, newMessage('', { body }))
      await inbox.holds(1)
      expect(Buffer.compare(inbox.deliveries[0]!.message.body, body)).toBe(0)
    })

    test('refuses a header that is too large', async () => {
      const broker = await stage.broker()
      const many = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, '']))
      for (const header of [{ a: 'x'.repeat(16_384) }, many]) {
        const published = broker.publish(newTopic(), newMessage('', { header }))
        await expect(published).rejects.toMatchObject({ code: 413, reason: 'MESSAGE_TOO_LARGE' })
      }
    })

    test.each(['', 'two words', '$all', 'a"b', 'a\u0000b', 'ä', 'x'.repeat(201)])(
      'refuses the name %j',
      async (name) => {
        const broker = await stage.broker()
        const refused = { name: 'MicroError', code: 400, reason: 'INVALID_NAME' }
        await expect(broker.publish(name, newMessage())).rejects.toMatchObject(refused)
        await expect(broker.subscribe(name, async () => {})).rejects.toMatchObject(refused)
        if (broker.capabilities.queue) {
          const subscribed = broker.subscribe(newTopic(), async () => {}, { queue: name })
          await expect(subscribed).rejects.toMatchObject(refused)
        }
      },
    )

    test('takes the longest name', async () => {
      const broker = await stage.broker()
      const topic = `${newTopic()}.`.padEnd(200, 'x')
      const inbox = new Inbox(stage)
      await broker.subscribe(topic, inbox.handler)
      await broker.publish(topic, newMessage('here'))
      await inbox.holds(1)
      expect(inbox.texts).toEqual(['here'])
    })

    test.each([
      ['an empty id', { id: '' }],
      ['an id of 256 characters', { id: 'x'.repeat(256) }],
      ['an empty key', { key: '' }],
      ['a key with a NUL', { key: 'a\u0000' }],
      ['a key that is no text', { key: '\ud800' }],
    ])('refuses %s', async (_, wrong) => {
      const broker = await stage.broker()
      const published = broker.publish(newTopic(), newMessage('', wrong))
      await expect(published).rejects.toMatchObject({ name: 'MicroError', code: 400, reason: 'INVALID_MESSAGE' })
    })

    test.each([
      { concurrency: 0 },
      { concurrency: 1.5 },
      { ackTimeout: 0 },
      { retry: { attempts: 0 } },
      { retry: { minDelay: -1 } },
      { retry: { maxDelay: Number.NaN } },
    ])('refuses to subscribe with %j', async (options) => {
      const broker = await stage.broker()
      const supported = broker.capabilities.retry || !('retry' in options || 'ackTimeout' in options)
      const subscribed = broker.subscribe(newTopic(), async () => {}, options)
      await expect(subscribed).rejects.toMatchObject({ name: 'MicroError', code: supported ? 400 : 501 })
    })

    test('needs no subscriber', async () => {
      const broker = await stage.broker()
      await expect(broker.publish(newTopic(), newMessage())).resolves.toBeUndefined()
    })

    test('does nothing for a caller who has given up', async () => {
      const broker = await stage.broker()
      const topic = newTopic()
      const inbox = new Inbox(stage)
      await broker.subscribe(topic, inbox.handler)
      const published = broker.publish(topic, newMessage('given up'), { signal: AbortSignal.abort() })
      await expect(published).rejects.toMatchObject({ name: 'MicroError', code: 499 })
      await broker.publish(topic, newMessage('wanted'))
      await inbox.holds(1)
      expect(inbox.texts).toEqual(['wanted'])
    })

    test('leaves no listener on the signal', async () => {
      const broker = await stage.broker()
      const { signal } = new AbortController()
      await broker.publish(newTopic(), newMessage(), { signal })
      expect(getEventListeners(signal, 'abort')).toHaveLength(0)
    })

    test('fails clearly before connect and after disconnect', async () => {
      const broker = stage.harness.broker()
      const refused = { name: 'MicroError', code: 503 }
      const check = async () => {
        await expect(broker.publish(newTopic(), newMessage())).rejects.toMatchObject(refused)
        await expect(broker.subscribe(newTopic(), async () => {})).rejects.toMatchObject(refused)
      }
      await check()
      await broker.connect()
      await broker.disconnect()
      await check()
    })
  })
}

import type { BrokerHandler } from '@micro/core'
import * as fc from 'fast-check'
import { describe, expect } from 'vitest'
import { Gate, Inbox } from './inbox.ts'
import { newMessage, newTopic, numbers, quick, type Stage, textOf } from './stage.ts'

/** Does nothing for one turn of the event loop, so that handlers overlap. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

export function order(stage: Stage): void {
  const options = { queue: 'group', ordered: true, ...quick }

  describe('order', () => {
    stage.promise('ordered', 'one key, one message at a time, in order, whoever handles it', options, async () => {
      const topic = newTopic()
      const brokers = [await stage.broker(), await stage.broker()]
      const record = new LaneRecord()
      const inbox = new Inbox(stage, record.handler(turn))
      for (const broker of brokers) await broker.subscribe(topic, inbox.handler, options)
      for (const text of numbers(30)) {
        for (const key of ['a', 'b', 'c', 'd']) await brokers[0]!.publish(topic, newMessage(text, { key }))
      }
      await inbox.holds(120)
      await stage.disconnect()
      for (const key of ['a', 'b', 'c', 'd']) expect(record.handled(key)).toEqual(numbers(30))
    })

    stage.promise('ordered', 'messages that are published without waiting keep their order', options, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const record = new LaneRecord()
      await broker.subscribe(topic, record.handler(turn), options)
      await Promise.all(numbers(50).map((text) => broker.publish(topic, newMessage(text, { key: 'k' }))))
      await stage.until(() => record.handled('k').length >= 50, '50 messages')
      expect(record.handled('k')).toEqual(numbers(50))
    })

    stage.promise(
      'ordered',
      'publishers side by side each keep their order, and no key is forgotten',
      options,
      async () => {
        const topic = newTopic()
        const brokers = [await stage.broker(), await stage.broker(), await stage.broker(), await stage.broker()]
        const record = new LaneRecord()
        for (const broker of brokers.slice(2)) await broker.subscribe(topic, record.handler(turn), options)
        const keys = ['a', 'b', 'c']
        await Promise.all(
          brokers.map(async (broker, publisher) => {
            for (const text of numbers(40)) {
              await Promise.all(keys.map((key) => broker.publish(topic, newMessage(`${publisher}:${text}`, { key }))))
            }
          }),
        )
        await stage.until(() => record.count === 480, 'all messages')
        for (const key of keys) {
          for (const publisher of numbers(4)) {
            const own = record.handled(key).filter((text) => text.startsWith(`${publisher}:`))
            expect(own).toEqual(numbers(40).map((text) => `${publisher}:${text}`))
          }
        }
      },
    )

    stage.promise('ordered', 'keys go on side by side', options, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const gate = new Gate()
      const inbox = new Inbox(stage, async ({ message }) => {
        if (message.key === 'a') await gate.pass()
      })
      await broker.subscribe(topic, inbox.handler, options)
      for (const text of numbers(3)) {
        await broker.publish(topic, newMessage(`a${text}`, { key: 'a' }))
        await broker.publish(topic, newMessage(`b${text}`, { key: 'b' }))
      }
      await inbox.holds(4)
      expect(inbox.texts.toSorted()).toEqual(['a0', 'b0', 'b1', 'b2'])
      gate.open()
      await inbox.holds(6)
      expect(inbox.texts.filter((text) => text.startsWith('a'))).toEqual(['a0', 'a1', 'a2'])
    })

    stage.promise('ordered', 'a failing message holds up its key, not the others', options, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      let broken = true
      const inbox = new Inbox(stage, async ({ message }) => {
        if (broken && textOf(message) === 'a0') throw new Error('not yet')
      })
      await broker.subscribe(topic, inbox.handler, {
        ...options,
        retry: { attempts: 1000, minDelay: 10, maxDelay: 10 },
      })
      for (const text of numbers(3)) {
        await broker.publish(topic, newMessage(`a${text}`, { key: 'a' }))
        await broker.publish(topic, newMessage(`b${text}`, { key: 'b' }))
        await broker.publish(topic, newMessage(`none${text}`))
      }
      const others = () => inbox.texts.filter((text) => !text.startsWith('a'))
      const failures = () => inbox.texts.filter((text) => text === 'a0').length
      await stage.until(() => others().length >= 6 && failures() >= 3, 'the others')
      expect(inbox.texts).not.toContain('a1')
      broken = false
      await stage.until(() => inbox.texts.includes('a2'), 'the key to go on')
      const key = inbox.texts.filter((text) => text.startsWith('a') && text !== 'a0')
      expect(key).toEqual(['a1', 'a2'])
    })

    stage.promise('ordered', 'a message that is dead no longer holds up its key', options, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const inbox = new Inbox(stage, async ({ message }) => {
        if (textOf(message) === 'bad') throw new Error('no')
      })
      await broker.subscribe(topic, inbox.handler, { ...options, retry: { attempts: 2, minDelay: 10 } })
      for (const text of ['bad', 'next', 'last']) await broker.publish(topic, newMessage(text, { key: 'k' }))
      await inbox.holds(4)
      expect(inbox.texts).toEqual(['bad', 'bad', 'next', 'last'])
    })

    stage.promise('ordered', 'a replayed message stands behind what has come since', options, async () => {
      const topic = newTopic()
      const queue = newTopic()
      const broker = await stage.broker()
      if (!broker.capabilities.deadLetter) return
      const gate = new Gate()
      const inbox = new Inbox(stage, async ({ message, attempt }) => {
        if (textOf(message) === 'first' && attempt <= 1 && inbox.size === 1) throw new Error('no')
        if (textOf(message) === 'second') await gate.pass()
      })
      await broker.subscribe(topic, inbox.handler, { ...options, queue, retry: { attempts: 1 } })
      const first = newMessage('first', { key: 'k' })
      await broker.publish(topic, first)
      await broker.publish(topic, newMessage('second', { key: 'k' }))
      await inbox.holds(2)
      await broker.publish(topic, newMessage('third', { key: 'k' }))
      expect(await broker.deadLetters!.replay(queue, first.id)).toBe(true)
      gate.open()
      await inbox.holds(4)
      expect(inbox.texts).toEqual(['first', 'second', 'third', 'first'])
    })

    stage.promise('ordered', 'order also holds without a queue', options, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const record = new LaneRecord()
      await broker.subscribe(topic, record.handler(turn), { ordered: true, ...quick })
      for (const text of numbers(20)) await broker.publish(topic, newMessage(text, { key: 'k' }))
      await stage.until(() => record.handled('k').length >= 20, '20 messages')
      expect(record.handled('k')).toEqual(numbers(20))
    })

    stage.promise('ordered', 'who does not ask for order is not held up', options, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const gate = new Gate()
      const inbox = new Inbox(stage, gate.pass)
      await broker.subscribe(topic, inbox.handler, { queue: 'group' })
      for (const text of numbers(3)) await broker.publish(topic, newMessage(text, { key: 'k' }))
      await inbox.holds(3)
      expect(inbox.texts.toSorted()).toEqual(numbers(3))
      gate.open()
    })

    stage.promise('ordered', "the newest member's word on order holds for the queue", options, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const parallel = await broker.subscribe(topic, async () => {}, { queue: 'group' })
      await stage.during(parallel.unsubscribe())
      for (const text of numbers(10)) await broker.publish(topic, newMessage(text, { key: 'k' }))
      const record = new LaneRecord()
      const ordered = await broker.subscribe(topic, record.handler(turn), options)
      await stage.until(() => record.handled('k').length >= 10, '10 messages')
      expect(record.handled('k')).toEqual(numbers(10))
      await stage.during(ordered.unsubscribe())
      for (const text of numbers(3)) await broker.publish(topic, newMessage(text, { key: 'k' }))
      const gate = new Gate()
      const inbox = new Inbox(stage, gate.pass)
      await broker.subscribe(topic, inbox.handler, { queue: 'group' })
      await inbox.holds(3)
      gate.open()
    })

    stage.promise('ordered', 'order holds whatever fails, however often, whoever is there', options, async () => {
      const publication = fc.record({
        key: fc.constantFrom('a', 'b', 'c'),
        failures: fc.oneof(
          { weight: 3, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
        ),
        /** Whether the publisher waits before its next one. */
        wait: fc.boolean(),
        /** Whether a member leaves and another comes. */
        change: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      })
      const runs = stage.harness.clock === undefined ? 10 : 60
      const scenario = fc.asyncProperty(
        fc.array(publication, { minLength: 1, maxLength: 25 }),
        async (publications) => {
          const topic = newTopic()
          const brokers = [await stage.broker(), await stage.broker()]
          const record = new LaneRecord()
          const handler = record.handler(async ({ message, attempt }) => {
            await turn()
            if (attempt <= publications[Number(textOf(message))]!.failures) throw new Error('not yet')
          })
          const join = (member: number) =>
            brokers[member % 2]!.subscribe(topic, handler, {
              ...options,
              concurrency: 2,
              retry: { minDelay: 1, maxDelay: 2 },
            })
          const members = [await join(0), await join(1)]
          const published: Promise<void>[] = []
          for (const [i, { key, wait, change }] of publications.entries()) {
            published.push(brokers[0]!.publish(topic, newMessage(String(i), { key })))
            if (wait) await published.at(-1)
            if (change) {
              members.push(await join(i))
              await stage.during(members.shift()!.unsubscribe())
            }
          }
          await Promise.all(published)
          await stage.until(() => record.count === publications.length, `${publications.length} messages`)
          await stage.disconnect()
          for (const key of ['a', 'b', 'c']) {
            const expected = publications.flatMap((each, i) => (each.key === key ? [String(i)] : []))
            expect(record.handled(key)).toEqual(expected)
          }
        },
      )
      await fc.assert(scenario, {
        numRuns: runs,
        interruptAfterTimeLimit: 15_000,
        endOnFailure: stage.harness.clock === undefined,
      })
    })
  })
}

/** Notes what was handled, and fails when two messages of one key are handled at once. */
class LaneRecord {
  readonly #busy = new Set<string>()
  readonly #handled = new Map<string, string[]>()
  #overlap: string | undefined
  count = 0

  handler(work: BrokerHandler | (() => Promise<unknown>)): BrokerHandler {
    return async (delivery) => {
      const key = delivery.message.key!
      if (this.#busy.has(key)) this.#overlap = `two messages of ${key} at once`
      this.#busy.add(key)
      try {
        await work(delivery)
      } finally {
        this.#busy.delete(key)
      }
      this.#handled.set(key, [...(this.#handled.get(key) ?? []), textOf(delivery.message)])
      this.count++
    }
  }

  /** What of `key` was handled, in order. */
  handled(key: string): readonly string[] {
    if (this.#overlap !== undefined) throw new Error(this.#overlap)
    return this.#handled.get(key) ?? []
  }
}

import { describe, expect, test } from 'vitest'
import { Gate, Inbox } from './inbox.ts'
import { newMessage, newTopic, numbers, quick, type Stage, textOf } from './stage.ts'

export function faults(stage: Stage): void {
  const queue = 'group'

  describe('faults', () => {
    test('a durable broker lets the suite crash and restart it', async () => {
      const { durable } = (await stage.broker()).capabilities
      expect([stage.harness.crash !== undefined, stage.harness.restart !== undefined]).toEqual([durable, durable])
    })

    test('what a crashed subscriber held goes to another', async ({ skip }) => {
      const { crash } = stage.harness
      if (crash === undefined) return skip('not durable')
      const topic = newTopic()
      const [one, two] = [await stage.broker(), await stage.broker()]
      const gate = new Gate()
      const doomed = new Inbox(stage, gate.pass)
      await one.subscribe(topic, doomed.handler, { queue, ordered: true, ackTimeout: 1000, ...quick })
      for (const text of numbers(3)) await two.publish(topic, newMessage(text, { key: text === '2' ? '0' : text }))
      await doomed.holds(2)
      await crash.call(stage.harness, one)
      const inbox = new Inbox(stage)
      await two.subscribe(topic, inbox.handler, { queue, ordered: true, ackTimeout: 1000, ...quick })
      await inbox.holds(3)
      gate.open()
      expect(inbox.texts.toSorted()).toEqual(numbers(3))
      expect(inbox.texts.indexOf('0')).toBeLessThan(inbox.texts.indexOf('2'))
      expect(inbox.deliveries.map(({ message, attempt }) => `${textOf(message)}:${attempt}`).toSorted()).toEqual([
        '0:2',
        '1:2',
        '2:1',
      ])
    })

    test('queues, retries, order and dead letters outlive every process', async ({ skip }) => {
      const { restart } = stage.harness
      if (restart === undefined) return skip('not durable')
      const topic = newTopic()
      const dead = newTopic()
      const first = await stage.broker()
      const refuse = async () => {
        throw new Error('refused')
      }
      await first.subscribe(topic, refuse, { queue: dead, retry: { attempts: 1 } })
      const failing = new Inbox(stage, refuse)
      await first.subscribe(topic, failing.handler, { queue, ordered: true, retry: { minDelay: 2000 } })
      const letter = newMessage('0', { key: 'k', header: { a: 'b' } })
      await first.publish(topic, letter)
      await failing.holds(1)
      await first.publish(topic, newMessage('1', { key: 'k' }))
      await stage.until(async () => (await first.deadLetters!.list(dead)).length === 2, 'two dead letters')
      await stage.disconnect()
      await restart.call(stage.harness)

      const second = await stage.broker()
      const [kept] = await second.deadLetters!.list(dead)
      expect(kept).toMatchObject({ topic, attempts: 1, error: 'refused' })
      expect({ ...kept!.message, header: { ...kept!.message.header } }).toEqual(letter)
      const replayed = new Inbox(stage)
      await second.subscribe(topic, replayed.handler, { queue: dead })
      expect(await second.deadLetters!.replay(dead, letter.id)).toBe(true)
      await replayed.holds(1)
      const inbox = new Inbox(stage)
      await second.subscribe(topic, inbox.handler, { queue, ordered: true })
      await inbox.holds(2)
      expect(inbox.deliveries.map(({ message, attempt }) => `${textOf(message)}:${attempt}`)).toEqual([
        `0:${failing.size + 1}`,
        '1:1',
      ])
    })

    test('subscribers outlive a restart of the server, and publishers hear of it', async ({ skip }) => {
      const { restart } = stage.harness
      if (restart === undefined) return skip('not durable')
      const topic = newTopic()
      const broker = await stage.broker()
      const [grouped, single] = [new Inbox(stage), new Inbox(stage)]
      await broker.subscribe(topic, grouped.handler, { queue })
      await broker.subscribe(topic, single.handler)
      await broker.publish(topic, newMessage('before'))
      await grouped.holds(1)
      await restart.call(stage.harness)
      const publish = async () => {
        try {
          await broker.publish(topic, newMessage('after'))
          return true
        } catch (error) {
          expect(error).toMatchObject({ name: 'MicroError', code: 503 })
          return false
        }
      }
      await stage.until(publish, 'publishing to work again')
      await stage.until(() => grouped.texts.includes('after'), 'the queue to go on')
      await stage.until(() => single.texts.includes('after'), 'the single subscriber to go on')
    })
  })
}

import { describe, expect, test } from 'vitest'
import { Gate, Inbox } from './inbox.ts'
import { newMessage, newTopic, quick, type Stage } from './stage.ts'

export function acknowledging(stage: Stage): void {
  const queue = 'group'
  /** Milliseconds: long enough for a handler that does nothing, also on a busy machine. */
  const ackTimeout = 300

  describe('acknowledging', () => {
    stage.promise(
      'retry',
      'a handler that hangs loses its message to another, and is told',
      { ackTimeout },
      async () => {
        const topic = newTopic()
        const [one, two] = [await stage.broker(), await stage.broker()]
        const gate = new Gate()
        const hanging = new Inbox(stage, gate.pass)
        const subscription = await one.subscribe(topic, hanging.handler, {
          queue,
          ackTimeout,
          concurrency: 1,
          ...quick,
        })
        await one.publish(topic, newMessage('slow'))
        await hanging.holds(1)
        const [lost] = hanging.deliveries
        const { signal } = lost!
        expect(signal.aborted).toBe(false)
        // Or the message might well come to the first again.
        const paused = subscription.pause()
        const inbox = new Inbox(stage)
        await two.subscribe(topic, inbox.handler, { queue, ackTimeout, ...quick })
        await inbox.holds(1)
        await stage.during(paused)
        expect(inbox.attempts).toEqual([2])
        expect(inbox.deliveries[0]!.message.id).toBe(lost!.message.id)
        expect(signal.aborted).toBe(true)
        await expect(lost!.ack()).rejects.toMatchObject({ name: 'MicroError', code: 409, reason: 'NOT_HELD' })
        gate.open()
      },
    )

    stage.promise(
      'retry',
      'the signal stays quiet while the message is held and after it was acknowledged',
      { ackTimeout },
      async () => {
        const topic = newTopic()
        const broker = await stage.broker()
        const inbox = new Inbox(stage, async ({ signal }) => expect(signal.aborted).toBe(false))
        await broker.subscribe(topic, inbox.handler, { queue, ackTimeout })
        await broker.publish(topic, newMessage())
        await inbox.holds(1)
        await stage.lapse(ackTimeout * 1.5)
        expect(inbox.deliveries.map(({ signal }) => signal.aborted)).toEqual([false])
      },
    )

    stage.promise('retry', 'with autoAck off only ack counts', { autoAck: false }, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const inbox = new Inbox(stage)
      await broker.subscribe(topic, inbox.handler, { queue, ackTimeout, autoAck: false, ...quick })
      await broker.publish(topic, newMessage())
      await inbox.holds(2)
      expect(inbox.attempts).toEqual([1, 2])
      await stage.during(inbox.deliveries[1]!.ack())
      await stage.lapse(ackTimeout * 1.5)
      expect(inbox.size).toBe(2)
    })

    stage.promise(
      'retry',
      'with autoAck off a rejection asks for another delivery at once',
      { autoAck: false },
      async () => {
        const topic = newTopic()
        const broker = await stage.broker()
        const inbox = new Inbox(stage, async (delivery) => {
          if (delivery.attempt === 1) throw new Error('not yet')
          await delivery.ack()
        })
        await broker.subscribe(topic, inbox.handler, { queue, autoAck: false, ...quick })
        await broker.publish(topic, newMessage())
        await inbox.holds(2)
        expect(inbox.attempts).toEqual([1, 2])
      },
    )

    test('what a handler does after its ack brings nothing back', async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const inbox = new Inbox(stage, async (delivery) => {
        await delivery.ack()
        await delivery.ack()
        throw new Error('afterwards')
      })
      await broker.subscribe(topic, inbox.handler, broker.capabilities.queue ? { queue, ...quick } : {})
      await broker.publish(topic, newMessage('first'))
      await inbox.holds(1)
      await stage.lapse(100)
      await broker.publish(topic, newMessage('second'))
      await inbox.holds(2)
      expect(inbox.texts).toEqual(['first', 'second'])
      if (broker.capabilities.deadLetter && broker.capabilities.queue) {
        const dead = await broker.deadLetters!.list(queue)
        expect(dead.filter((letter) => letter.topic === topic)).toEqual([])
      }
    })

    stage.promise(
      'retry',
      'an early ack holds although the handler goes on beyond its time',
      { ackTimeout },
      async () => {
        const topic = newTopic()
        const broker = await stage.broker()
        const gate = new Gate()
        const inbox = new Inbox(stage, async (delivery) => {
          await delivery.ack()
          await gate.pass()
        })
        await broker.subscribe(topic, inbox.handler, { queue, ackTimeout, ...quick })
        await broker.publish(topic, newMessage())
        await inbox.holds(1)
        await stage.lapse(ackTimeout * 1.5)
        expect(inbox.attempts).toEqual([1])
        expect(inbox.deliveries[0]!.signal.aborted).toBe(false)
        gate.open()
      },
    )
  })
}

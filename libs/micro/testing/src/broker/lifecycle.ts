import { describe, expect, test } from 'vitest'
import { Gate, Inbox } from './inbox.ts'
import { newMessage, newTopic, numbers, quick, type Stage, textOf } from './stage.ts'

export function lifecycle(stage: Stage): void {
  describe('lifecycle', () => {
    test('a subscriber handles no more at once than it asked for', async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      let active = 0
      let most = 0
      const gate = new Gate()
      const inbox = new Inbox(stage, async () => {
        most = Math.max(most, ++active)
        await gate.pass()
        active--
      })
      const queue = broker.capabilities.queue ? { queue: 'group' } : {}
      await broker.subscribe(topic, inbox.handler, { ...queue, concurrency: 5 })
      for (const text of numbers(20)) await broker.publish(topic, newMessage(text))
      await inbox.holds(5)
      await stage.lapse(50)
      expect(active).toBe(5)
      gate.open()
      await inbox.holds(20)
      expect(most).toBe(5)
    })

    test('pause waits for what is being handled and takes nothing new', async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const gate = new Gate()
      const inbox = new Inbox(stage, gate.pass)
      const queue = broker.capabilities.queue ? { queue: 'group' } : {}
      const subscription = await broker.subscribe(topic, inbox.handler, { ...queue, concurrency: 1 })
      await broker.publish(topic, newMessage('running'))
      await inbox.holds(1)
      let paused = false
      const pause = subscription.pause().then(() => {
        paused = true
      })
      await broker.publish(topic, newMessage('later'))
      await stage.lapse(50)
      expect(paused).toBe(false)
      gate.open()
      await stage.during(pause)
      await stage.lapse(50)
      expect(inbox.texts).toEqual(['running'])
      if (broker.capabilities.queue) {
        const other = new Inbox(stage)
        await broker.subscribe(topic, other.handler, { queue: 'group' })
        await other.holds(1)
        expect(other.texts).toEqual(['later'])
      }
      await stage.during(Promise.all([subscription.pause(), subscription.unsubscribe(), subscription.unsubscribe()]))
    })

    stage.promise(
      'queue',
      'what a leaving member gives back goes to another at its time',
      { queue: 'group' },
      async () => {
        const topic = newTopic()
        const [one, two] = [await stage.broker(), await stage.broker()]
        const failing = new Inbox(stage, async () => {
          throw new Error('no')
        })
        const other = new Inbox(stage)
        const subscription = await one.subscribe(topic, failing.handler, { queue: 'group', ...quick })
        await one.publish(topic, newMessage('passed on'))
        await failing.holds(1)
        await two.subscribe(topic, other.handler, { queue: 'group', ...quick })
        await stage.during(subscription.unsubscribe())
        await other.holds(1)
        expect(other.texts).toEqual(['passed on'])
        expect(other.attempts[0]).toBe(failing.size + 1)
      },
    )

    test('disconnect waits for handlers that run, and they may publish until then', async () => {
      const topic = newTopic()
      const [broker, other] = [await stage.broker(), await stage.broker()]
      const answers = new Inbox(stage)
      await other.subscribe(`${topic}.answers`, answers.handler)
      const gate = new Gate()
      let ended = false
      const inbox = new Inbox(stage, async () => {
        await gate.pass()
        await broker.publish(`${topic}.answers`, newMessage('answer'))
        ended = true
      })
      await broker.subscribe(topic, inbox.handler)
      await broker.publish(topic, newMessage())
      await inbox.holds(1)
      const disconnected = broker.disconnect().then(() => ended)
      await stage.lapse(20)
      gate.open()
      expect(await stage.during(disconnected)).toBe(true)
      await answers.holds(1)
      expect(answers.texts).toEqual(['answer'])
    })

    test('a shared broker works until the last has disconnected', async () => {
      const topic = newTopic()
      const broker = stage.harness.broker()
      await broker.connect()
      await broker.connect()
      const inbox = new Inbox(stage)
      await broker.subscribe(topic, inbox.handler)
      await stage.during(broker.disconnect())
      await broker.publish(topic, newMessage('still there'))
      await inbox.holds(1)
      await stage.during(broker.disconnect())
      await expect(broker.publish(topic, newMessage())).rejects.toMatchObject({ code: 503 })
      expect(inbox.texts).toEqual(['still there'])
      await broker.disconnect()
    })

    test('a broker can be connected again', async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const old = new Inbox(stage)
      await broker.subscribe(topic, old.handler)
      await stage.during(broker.disconnect())
      await broker.connect()
      const inbox = new Inbox(stage)
      await broker.subscribe(topic, inbox.handler)
      await broker.publish(topic, newMessage('again'))
      await inbox.holds(1)
      expect([old.texts, inbox.texts]).toEqual([[], ['again']])
    })

    stage.promise('queue', 'thousands of messages arrive while members come and go', { queue: 'group' }, async () => {
      const topic = newTopic()
      const brokers = [await stage.broker(), await stage.broker(), await stage.broker()]
      const handled = new Map<string, number>()
      const join = (member: number) =>
        brokers[member % 3]!.subscribe(
          topic,
          async ({ message }) => {
            const text = textOf(message)
            handled.set(text, (handled.get(text) ?? 0) + 1)
          },
          { queue: 'group', concurrency: 50 },
        )
      const members = [await join(0), await join(1)]
      const texts = numbers(3000)
      for (let i = 0; i < texts.length; i += 200) {
        await Promise.all(texts.slice(i, i + 200).map((text) => brokers[i % 3]!.publish(topic, newMessage(text))))
        members.push(await join(i / 200))
        await stage.during(members.shift()!.unsubscribe())
      }
      await stage.until(() => handled.size === texts.length, `${texts.length} messages, so far ${handled.size}`)
      await stage.disconnect()
      // Nobody crashed or hung, so at least once is exactly once.
      expect([...handled.values()].every((times) => times === 1)).toBe(true)
    })
  })
}

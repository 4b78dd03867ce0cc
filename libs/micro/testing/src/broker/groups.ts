import { describe, expect, test } from 'vitest'
import { Inbox } from './inbox.ts'
import { newMessage, newTopic, numbers, type Stage } from './stage.ts'

const sorted = (texts: readonly string[]) => texts.toSorted((a, b) => Number(a) - Number(b))

export function groups(stage: Stage): void {
  const queue = 'group'

  describe('groups', () => {
    stage.promise('queue', 'one member of a queue gets each message', { queue }, async () => {
      const topic = newTopic()
      const brokers = [await stage.broker(), await stage.broker()]
      const inboxes = numbers(4).map(() => new Inbox(stage))
      for (const [i, inbox] of inboxes.entries()) await brokers[i % 2]!.subscribe(topic, inbox.handler, { queue })
      for (const text of numbers(40)) await brokers[0]!.publish(topic, newMessage(text))
      const all = () => inboxes.flatMap(({ texts }) => texts)
      await stage.until(() => all().length >= 40, '40 messages')
      await stage.disconnect()
      expect(sorted(all())).toEqual(numbers(40))
    })

    stage.promise('queue', 'each queue gets every message', { queue }, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const [one, two] = [new Inbox(stage), new Inbox(stage)]
      await broker.subscribe(topic, one.handler, { queue: 'one' })
      await broker.subscribe(topic, two.handler, { queue: 'two' })
      for (const text of numbers(10)) await broker.publish(topic, newMessage(text))
      await one.holds(10)
      await two.holds(10)
      await stage.disconnect()
      expect([sorted(one.texts), sorted(two.texts)]).toEqual([numbers(10), numbers(10)])
    })

    test('without a queue every subscriber gets every message while it is there', async () => {
      const topic = newTopic()
      const brokers = [await stage.broker(), await stage.broker()]
      const inboxes = numbers(3).map(() => new Inbox(stage))
      await brokers[0]!.publish(topic, newMessage('before'))
      const subscriptions = []
      for (const [i, inbox] of inboxes.entries()) {
        subscriptions.push(await brokers[i % 2]!.subscribe(topic, inbox.handler))
      }
      for (const text of numbers(20)) await brokers[0]!.publish(topic, newMessage(text))
      for (const inbox of inboxes) await inbox.holds(20)
      await stage.during(subscriptions[0]!.unsubscribe())
      await brokers[0]!.publish(topic, newMessage('20'))
      for (const inbox of inboxes.slice(1)) await inbox.holds(21)
      await stage.disconnect()
      expect(inboxes.map(({ texts }) => sorted(texts))).toEqual([numbers(20), numbers(21), numbers(21)])
    })

    stage.promise(
      'queue',
      'a queue keeps messages while it has no member, from its first one on',
      { queue },
      async () => {
        const topic = newTopic()
        const broker = await stage.broker()
        await broker.publish(topic, newMessage('before the queue'))
        const subscription = await broker.subscribe(topic, async () => {}, { queue })
        await stage.during(subscription.unsubscribe())
        for (const text of numbers(5)) await broker.publish(topic, newMessage(text))
        const inbox = new Inbox(stage)
        await broker.subscribe(topic, inbox.handler, { queue })
        await inbox.holds(5)
        await stage.disconnect()
        expect(sorted(inbox.texts)).toEqual(numbers(5))
      },
    )

    stage.promise('queue', 'queues of one name under two topics are two queues', { queue }, async () => {
      const broker = await stage.broker()
      const topics = [newTopic(), newTopic()]
      const inboxes = topics.map(() => new Inbox(stage))
      for (const [i, topic] of topics.entries()) await broker.subscribe(topic, inboxes[i]!.handler, { queue })
      for (const topic of topics) await broker.publish(topic, newMessage(topic))
      for (const inbox of inboxes) await inbox.holds(1)
      await stage.disconnect()
      expect(inboxes.map(({ texts }) => texts)).toEqual(topics.map((topic) => [topic]))
    })
  })
}

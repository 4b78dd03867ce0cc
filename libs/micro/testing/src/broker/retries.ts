import type { Broker, DeadLetter } from '@micro/core'
import { describe, expect } from 'vitest'
import { Gate, Inbox } from './inbox.ts'
import { newMessage, newTopic, quick, type Stage, textOf } from './stage.ts'

export function retries(stage: Stage): void {
  const retry = { attempts: 3, minDelay: 10, maxDelay: 20 }

  describe('retries', () => {
    stage.promise('retry', 'a rejected message comes again until it is handled, and then no more', quick, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const inbox = new Inbox(stage, async ({ attempt }) => {
        if (attempt < 4) throw new Error('not yet')
      })
      await broker.subscribe(topic, inbox.handler, { queue: 'group', ...quick })
      const message = newMessage('again', { key: 'k', header: { a: 'b' } })
      await broker.publish(topic, message)
      await inbox.holds(4)
      await stage.lapse(100)
      expect(inbox.attempts).toEqual([1, 2, 3, 4])
      for (const delivery of inbox.deliveries) {
        expect({ ...delivery.message, header: { ...delivery.message.header } }).toEqual(message)
      }
    })

    stage.promise('retry', 'a handler that throws before it returns a promise has rejected', quick, async () => {
      const topic = newTopic()
      const broker = await stage.broker()
      const inbox = new Inbox(stage, ({ attempt }) => {
        if (attempt === 1) throw new Error('at once')
        return Promise.resolve()
      })
      await broker.subscribe(topic, inbox.handler, { queue: 'group', ...quick })
      await broker.publish(topic, newMessage())
      await inbox.holds(2)
      expect(inbox.attempts).toEqual([1, 2])
    })

    stage.promise(
      'retry',
      'each wait is at least half of the doubled delay, and no longer than it',
      quick,
      async () => {
        const topic = newTopic()
        const broker = await stage.broker()
        const times: number[] = []
        const inbox = new Inbox(stage, async ({ attempt }) => {
          times.push(stage.now())
          if (attempt < 6) throw new Error('not yet')
        })
        const policy = { minDelay: 40, maxDelay: 200 }
        await broker.subscribe(topic, inbox.handler, { queue: 'group', retry: policy })
        await broker.publish(topic, newMessage())
        await inbox.holds(6)
        const waits = times.slice(1).map((time, i) => time - times[i]!)
        for (const [i, full] of [40, 80, 160, 200, 200].entries()) {
          // Where time is real a clock of another process measures it, so a millisecond is no lie.
          expect(waits[i]).toBeGreaterThanOrEqual(full / 2 - 1)
          if (stage.harness.clock !== undefined) expect(waits[i]).toBeLessThanOrEqual(full + 5)
        }
      },
    )

    stage.promise(
      'retry',
      'also without a queue a rejected message comes again, as often as allowed',
      { retry },
      async () => {
        const topic = newTopic()
        const broker = await stage.broker()
        const inbox = new Inbox(stage, async ({ message }) => {
          if (textOf(message) === 'bad') throw new Error('no')
        })
        await broker.subscribe(topic, inbox.handler, { retry })
        await broker.publish(topic, newMessage('bad'))
        await inbox.holds(3)
        await stage.lapse(100)
        await broker.publish(topic, newMessage('good'))
        await inbox.holds(4)
        expect(inbox.texts).toEqual(['bad', 'bad', 'bad', 'good'])
        expect(inbox.attempts).toEqual([1, 2, 3, 1])
      },
    )

    stage.promise('deadLetter', 'a message that failed too often is kept aside with its error', { retry }, async () => {
      const { topic, queue, broker, inbox } = await failing()
      const message = newMessage('bad', { key: 'k', header: { a: 'b' } })
      await broker.publish(topic, message)
      await broker.publish(topic, newMessage('good'))
      const [letter] = await dead(broker, queue, 1)
      expect(letter).toMatchObject({ topic, attempts: 3, error: 'refused: bad' })
      expect({ ...letter!.message, header: { ...letter!.message.header } }).toEqual(message)
      expect(letter!.at).toBeGreaterThan(Date.UTC(2025, 0, 1))
      await stage.until(() => inbox.texts.includes('good'), 'the other message')
      expect(inbox.texts.filter((text) => text === 'bad')).toHaveLength(3)
    })

    stage.promise('deadLetter', 'a message whose handlers hang is dead in the end too', { retry }, async () => {
      const topic = newTopic()
      const queue = newTopic()
      const broker = await stage.broker()
      const gate = new Gate()
      const inbox = new Inbox(stage, gate.pass)
      await broker.subscribe(topic, inbox.handler, { queue, ackTimeout: 50, retry: { attempts: 2, minDelay: 10 } })
      await broker.publish(topic, newMessage())
      const [letter] = await dead(broker, queue, 1)
      expect(letter).toMatchObject({ attempts: 2, error: 'not acknowledged within 50 ms' })
      expect(inbox.attempts).toEqual([1, 2])
      gate.open()
    })

    stage.promise('deadLetter', 'dead letters are listed oldest first, as many as asked', { retry }, async () => {
      const { topic, queue, broker } = await failing()
      for (const text of ['bad 1', 'bad 2', 'bad 3']) {
        await broker.publish(topic, newMessage(text))
        await stage.until(async () => (await texts(broker, queue)).includes(text), `${text} to be dead`)
      }
      expect(await texts(broker, queue)).toEqual(['bad 1', 'bad 2', 'bad 3'])
      expect(await texts(broker, queue, 2)).toEqual(['bad 1', 'bad 2'])
      expect(await broker.deadLetters!.list(newTopic())).toEqual([])
      await expect(broker.deadLetters!.list(queue, { limit: 0 })).rejects.toMatchObject({ code: 400 })
    })

    stage.promise('deadLetter', 'a replayed message is delivered as if it were new', { retry }, async () => {
      const { topic, queue, broker, inbox, mend } = await failing()
      const message = newMessage('bad', { key: 'k' })
      await broker.publish(topic, message)
      await dead(broker, queue, 1)
      mend()
      expect(await broker.deadLetters!.replay(queue, message.id)).toBe(true)
      await inbox.holds(4)
      expect(inbox.attempts).toEqual([1, 2, 3, 1])
      expect(inbox.deliveries[3]!.message).toMatchObject({ id: message.id, key: 'k' })
      expect(await broker.deadLetters!.list(queue)).toEqual([])
      expect(await broker.deadLetters!.replay(queue, message.id)).toBe(false)
    })

    stage.promise('deadLetter', 'a replayed message that fails again is dead again', { retry }, async () => {
      const { topic, queue, broker, inbox } = await failing()
      const message = newMessage('bad')
      await broker.publish(topic, message)
      await dead(broker, queue, 1)
      await broker.deadLetters!.replay(queue, message.id)
      await inbox.holds(6)
      const [letter] = await dead(broker, queue, 1)
      expect(letter).toMatchObject({ attempts: 3 })
      expect(letter!.message.id).toBe(message.id)
    })

    stage.promise('deadLetter', 'a discarded message is gone', { retry }, async () => {
      const { topic, queue, broker, inbox } = await failing()
      const message = newMessage('bad')
      await broker.publish(topic, message)
      await dead(broker, queue, 1)
      expect(await broker.deadLetters!.discard(newTopic(), message.id)).toBe(false)
      expect(await broker.deadLetters!.discard(queue, message.id)).toBe(true)
      expect(await broker.deadLetters!.discard(queue, message.id)).toBe(false)
      expect(await broker.deadLetters!.replay(queue, message.id)).toBe(false)
      expect(await broker.deadLetters!.list(queue)).toEqual([])
      expect(inbox.size).toBe(3)
    })
  })

  /** A subscriber that refuses what begins with `bad`, until mended. */
  async function failing() {
    const [topic, queue] = [newTopic(), newTopic()]
    const broker = await stage.broker()
    let broken = true
    const inbox = new Inbox(stage, async ({ message }) => {
      if (broken && textOf(message).startsWith('bad')) throw new Error(`refused: ${textOf(message)}`)
    })
    await broker.subscribe(topic, inbox.handler, { queue, retry })
    const mend = () => {
      broken = false
    }
    return { topic, queue, broker, inbox, mend }
  }

  async function dead(broker: Broker, queue: string, count: number): Promise<readonly DeadLetter[]> {
    let letters: readonly DeadLetter[] = []
    const enough = async () => {
      letters = await broker.deadLetters!.list(queue)
      return letters.length >= count
    }
    await stage.until(enough, `${count} dead letters`)
    return letters
  }

  async function texts(broker: Broker, queue: string, limit?: number): Promise<string[]> {
    const letters = await broker.deadLetters!.list(queue, limit === undefined ? {} : { limit })
    return letters.map(({ message }) => textOf(message))
  }
}

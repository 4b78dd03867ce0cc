import { noLeaks, rejection, until } from '@micro/testing'
import { Happened } from '@micro/testing/protos'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RecordingLog } from '../../test/recording-log.ts'
import { memoryBroker } from '../broker/memory.ts'
import type { Broker, BrokerMessage } from '../broker.ts'
import { WorkContext } from '../context.ts'
import { errors } from '../errors.ts'
import { Service } from '../service.ts'
import { Trace } from '../trace.ts'
import type { EventContext } from '../wrapper.ts'

describe('events of a service', () => {
  noLeaks()
  let broker: Broker
  let service: Service
  let got: { event: Happened; ctx: EventContext }[]

  beforeEach(() => {
    broker = memoryBroker()
    got = []
    service = new Service({ name: 'micro.testing', broker, log: new RecordingLog() })
  })
  afterEach(() => service.stop())

  const note = async (event: Happened, ctx: EventContext) => void got.push({ event, ctx })
  const quick = { queue: 'q', retry: { attempts: 2, minDelay: 1, maxDelay: 1 } }

  /** What the broker is given. */
  async function published(publish: () => Promise<void>): Promise<BrokerMessage> {
    const message = Promise.withResolvers<BrokerMessage>()
    const subscription = await broker.subscribe(Happened.topic, async (delivery) => message.resolve(delivery.message))
    await publish()
    await subscription.unsubscribe()
    return message.promise
  }

  test('carry what they say, whose work they are part of, and nothing secret', async () => {
    await service.subscribe(Happened, note).start()
    const ctx = new WorkContext(undefined, {
      trace: Trace.start(),
      metadata: { 'x-request-id': 'r-1', authorization: 'Bearer secret' },
    })
    await service.publish(
      Happened,
      { subject: 'house-1', number: 2 ** 40 },
      { ctx, id: 'e-1', metadata: { tenant: 't' } },
    )
    await until(() => got.length === 1, 'the event')
    const [{ event, ctx: seen }] = got as [(typeof got)[0]]
    expect(event).toEqual({ subject: 'house-1', number: 2 ** 40 })
    expect([seen.topic, seen.id, seen.attempt]).toEqual(['micro.testing.happened', 'e-1', 1])
    expect(seen.metadata).toMatchObject({ 'x-request-id': 'r-1', tenant: 't' })
    expect(seen.metadata.authorization).toBeUndefined()
    expect(seen.trace?.traceId).toBe(ctx.trace?.traceId)
    expect(seen.trace?.spanId).not.toBe(ctx.trace?.spanId)
  })

  test('have their key from the field that the proto names, or from the publisher', async () => {
    await service.start()
    const event = { subject: 'house-1', number: 1 }
    expect((await published(() => service.publish(Happened, event))).key).toBe('house-1')
    expect((await published(() => service.publish(Happened, event, { key: 'k' }))).key).toBe('k')
    const ids = [
      await published(() => service.publish(Happened, event)),
      await published(() => service.publish(Happened, event)),
    ]
    expect(ids[0]!.id).not.toBe(ids[1]!.id)
  })

  test('that can not be encoded are not published', async () => {
    await service.subscribe(Happened, note).start()
    await expect(service.publish(Happened, { subject: 's', number: 0.5 })).rejects.toThrow('safe integer')
    await service.publish(Happened, { subject: 's', number: 1 })
    await until(() => got.length > 0, 'the good one')
    expect(got.map(({ event }) => event.number)).toEqual([1])
  })

  test.each([
    ['bytes that are no such event', { 'content-type': 'application/protobuf' }, Buffer.from([0x0a, 0xff, 0xff])],
    ['an unknown content type', { 'content-type': 'application/x-none' }, Buffer.alloc(0)],
    ['no content type', {}, Buffer.alloc(0)],
  ])('with %s fail and end as dead letters; those after them are handled', async (_, header, body) => {
    await service.subscribe(Happened, note, quick).start()
    await broker.publish(Happened.topic, { id: 'bad', header, body })
    await service.publish(Happened, { subject: 's', number: 7 })
    await until(async () => (await broker.deadLetters!.list('q')).length === 1, 'the dead letter')
    await until(() => got.length === 1, 'the good one')
    const [dead] = await broker.deadLetters!.list('q')
    expect(dead).toMatchObject({ message: { id: 'bad' }, attempts: 2 })
    expect(dead!.error).not.toBe('')
  })

  test('are read in JSON as well', async () => {
    await service.subscribe(Happened, note).start()
    const body = Buffer.from('{"subject":"s","number":"5"}')
    await broker.publish(Happened.topic, { id: '1', header: { 'content-type': 'application/json' }, body })
    await until(() => got.length === 1, 'the event')
    expect(got[0]!.event).toEqual({ subject: 's', number: 5 })
  })

  test('that a handler rejects come again, with their attempt counted', async () => {
    service.subscribe(
      Happened,
      async (event, ctx) => {
        await note(event, ctx)
        if (ctx.attempt === 1) throw errors.unavailable('a', 'not now')
      },
      quick,
    )
    await service.start()
    await service.publish(Happened, { subject: 's', number: 1 }, { id: 'e-1' })
    await until(() => got.length === 2, 'two attempts')
    expect(got.map(({ ctx }) => [ctx.id, ctx.attempt])).toEqual([
      ['e-1', 1],
      ['e-1', 2],
    ])
  })

  test("a handler's context is aborted when its event goes to somebody else", async () => {
    const aborted = Promise.withResolvers<unknown>()
    service.subscribe(
      Happened,
      (_, ctx) => {
        ctx.signal.addEventListener('abort', () => aborted.resolve(ctx.signal.reason))
        return ctx.attempt === 1 ? new Promise(() => {}) : Promise.resolve()
      },
      { ...quick, ackTimeout: 20 },
    )
    await service.start()
    await service.publish(Happened, { subject: 's', number: 1 })
    expect(await aborted.promise).toMatchObject({ code: 499 })
  })

  test('can not be published before the start and after the stop', async () => {
    const event = { subject: 's', number: 1 }
    expect(await rejection(service.publish(Happened, event))).toMatchObject({ code: 503 })
    await service.start()
    await service.stop()
    expect(await rejection(service.publish(Happened, event))).toMatchObject({ code: 503 })
  })
})

import {
  errors,
  MicroError,
  memoryBroker,
  memoryRegistry,
  memoryTransport,
  RegistryStore,
  Service,
  Trace,
  WorkContext,
} from '@micro/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ThingChanged } from '../../test/fixture-event.ts'
import { memoryLog } from '../../test/log.ts'
import { ThingService, type ThingServiceClient, type ThingServiceHandler } from '../../test/thing-service.ts'
import { frameworkLog } from '../log/framework.ts'
import { Refusal } from '../values/index.ts'
import { standardWrappers } from './index.ts'

let lines: () => Record<string, unknown>[]
let things: ThingServiceClient
let caller: Service
let running: Service[]
let publish: (n: number) => Promise<void>
const trace = Trace.start()
const ctx = new WorkContext(undefined, { trace })
const requestId = trace.traceId

/** By the number in the request: what becomes of it. */
const handler: ThingServiceHandler = {
  change: ({ id, n }) => {
    if (n === 409) throw new Refusal('conflict', 'DATES_TAKEN', 'somebody was faster')
    if (n === 500) throw new Error('password=hunter2')
    if (n === 503) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    return { id, n: n + 1 }
  },
  read: (request) => request,
  async *watch({ id, n }) {
    for (let i = 0; i < n; i++) yield { id, n: i }
    if (n === 2) throw errors.notFound('test', 'it ends here', { reason: 'GONE' })
  },
}

beforeEach(async () => {
  const transport = memoryTransport()
  const store = new RegistryStore()
  const made = memoryLog()
  lines = made.lines
  const service = new Service({
    name: 'test.things',
    transport,
    registry: memoryRegistry({ store }),
    broker: memoryBroker(),
    wrappers: standardWrappers(made.log),
    log: frameworkLog(made.log),
  })
  service.handle(ThingService, handler)
  service.subscribe(
    ThingChanged,
    async ({ n }, { attempt }) => {
      if (attempt < n) throw new Error('not yet')
    },
    { queue: 'things', retry: { minDelay: 1 } },
  )
  caller = new Service({ name: 'test.caller', transport, registry: memoryRegistry({ store }) })
  await service.start()
  await caller.start()
  things = caller.client(ThingService)
  running = [caller, service]
  publish = (n) => service.publish(ThingChanged, { id: 'a', n }, { ctx, id: 'e1' })
})
afterEach(async () => {
  for (const each of running) await each.stop()
})
const calls = () => lines().filter((line) => 'call' in line)
const failing = async (work: Promise<unknown>) => await work.catch((error: unknown) => error)

describe('a line for each call', () => {
  test('with the id of its request, who asked, and how long it took', async () => {
    await things.change({ id: 'a', n: 1 }, { ctx })
    expect(calls()).toEqual([
      expect.objectContaining({
        level: 'info',
        msg: 'answered',
        requestId,
        call: 'ThingService.Change',
        from: 'test.caller',
        code: 200,
        ms: expect.any(Number),
      }),
    ])
  })

  test('that changes nothing is there for who looks closely', async () => {
    await things.read({ id: 'a', n: 1 }, { ctx })
    expect(calls()).toEqual([expect.objectContaining({ level: 'debug', call: 'ThingService.Read' })])
  })

  test('that the domain refuses, with the reason the caller gets too', async () => {
    const error = await failing(things.change({ id: 'a', n: 409 }, { ctx }))
    expect(error).toBeInstanceOf(MicroError)
    expect(error).toMatchObject({ code: 409, reason: 'DATES_TAKEN', domain: 'test.things' })
    expect(calls()).toEqual([
      expect.objectContaining({ level: 'info', msg: 'refused', requestId, code: 409, reason: 'DATES_TAKEN' }),
    ])
  })

  test('that fails inside: an error here, told whole beside it, and nothing of it to the caller', async () => {
    const error = await failing(things.change({ id: 'a', n: 500 }, { ctx, retries: 0 }))
    expect(error).toMatchObject({ code: 500, detail: expect.not.stringContaining('hunter2') })
    expect(calls()).toEqual([expect.objectContaining({ level: 'error', requestId, code: 500 })])
    expect(lines()).toContainEqual(
      expect.objectContaining({ level: 'error', requestId, err: expect.objectContaining({ type: 'Error' }) }),
    )
  })

  test('that the database kept from its end, which the caller hears without the why', async () => {
    const error = await failing(things.change({ id: 'a', n: 503 }, { ctx, retries: 0 }))
    expect(error).toMatchObject({ code: 503, id: 'test.things' })
    expect(String(error)).not.toContain('ECONNREFUSED')
    expect(calls()).toEqual([
      expect.objectContaining({
        level: 'warn',
        code: 503,
        reason: 'the database is not there for now',
        err: expect.objectContaining({ message: 'connect ECONNREFUSED' }),
      }),
    ])
  })

  test('that streams, at its end', async () => {
    const seen: number[] = []
    for await (const { n } of things.watch({ id: 'a', n: 3 }, { ctx })) seen.push(n)
    expect(seen).toEqual([0, 1, 2])
    const error = await failing(
      (async () => {
        for await (const { n } of things.watch({ id: 'a', n: 2 }, { ctx })) seen.push(n)
      })(),
    )
    expect(error).toMatchObject({ code: 404 })
    await expect
      .poll(() => calls().map(({ msg, code, reason }) => ({ msg, code, reason })))
      .toEqual([
        { msg: 'answered', code: 200, reason: undefined },
        { msg: 'refused', code: 404, reason: 'GONE' },
      ])
  })
})

test('a line for each event, with the request that it comes from; what failed is told with its error', async () => {
  await publish(2)
  await expect.poll(() => lines().filter((line) => 'topic' in line).length).toBe(2)
  expect(lines().filter((line) => 'topic' in line)).toEqual([
    expect.objectContaining({
      level: 'warn',
      msg: 'event failed; it comes again',
      requestId,
      topic: 'test.thing.changed',
      event: 'e1',
      err: expect.objectContaining({ message: 'not yet' }),
    }),
    expect.objectContaining({ level: 'info', msg: 'event handled', requestId, event: 'e1', attempt: 2 }),
  ])
})

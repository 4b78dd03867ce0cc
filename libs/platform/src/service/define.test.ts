import { Trace, WorkContext } from '@micro/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ClockService } from '../../gen/renting/platform/v1/clock.js'
import { ThingChanged } from '../../test/fixture-event.ts'
import { PrismaClient } from '../../test/gen/prisma/client.ts'
import { memoryLog } from '../../test/log.ts'
import { migrations } from '../../test/migrations.ts'
import { waitingIn } from '../../test/relaying.ts'
import { ThingService, type ThingServiceHandler } from '../../test/thing-service.ts'
import { DomainClock } from '../clock/domain-clock.ts'
import type { Database, PrismaOptions } from '../database/database.ts'
import { outbox } from '../events/outbox.ts'
import { type Environment, SettingsError, setting } from '../settings.ts'
import { TestFleet } from '../vitest.ts'
import { defineService } from './define.ts'

const patient = { timeout: 20_000 }
const database = { migrations, client: (options: PrismaOptions) => new PrismaClient(options) }
let fleet: TestFleet

beforeEach(() => {
  fleet = new TestFleet()
})
afterEach(() => fleet.stop())

const unused: Pick<ThingServiceHandler, 'read' | 'watch'> = {
  read: (request) => request,
  async *watch() {},
}

test('a change of one service has its effect in another, once, though its event comes again', async () => {
  let source: Database<PrismaClient> | undefined
  let target: Database<PrismaClient> | undefined
  const runs: string[] = []
  const { log, lines } = memoryLog()
  await fleet.start(
    defineService({
      name: 'test.target',
      version: '1.0.0',
      database,
      build({ database: own, consume, log: mine }) {
        target = own
        consume(ThingChanged, async ({ id }, tx, ctx) => {
          runs.push(ctx.id)
          mine.info('at work')
          await tx.thing.upsert({
            where: { id },
            create: { id, name: id, count: 1 },
            update: { count: { increment: 1 } },
          })
        })
      },
    }),
    {},
    log,
  )
  await fleet.start(
    defineService({
      name: 'test.things',
      version: '1.0.0',
      database,
      build({ service, database: own, log: mine }) {
        source = own
        service.handle(ThingService, {
          ...unused,
          change: async (thing) =>
            await own.transaction(async (tx) => {
              await tx.thing.create({ data: { id: thing.id, name: thing.id } })
              await outbox.add(tx, ThingChanged, thing)
              mine.info('at work')
              return thing
            }),
        })
      },
    }),
    {},
    log,
  )
  const caller = await fleet.peer('test.caller')
  const trace = Trace.start()
  await caller.client(ThingService).change({ id: 'a', n: 1 }, { ctx: new WorkContext(undefined, { trace }) })
  const effects = async () => (await target!.client.thing.findUnique({ where: { id: 'a' } }))?.count
  await expect.poll(effects, patient).toBe(1)
  // One request: the call, what it led to, and every line in between.
  await expect
    .poll(
      () =>
        lines()
          .filter((line) => line.requestId === trace.traceId)
          .map(({ msg }) => msg)
          .sort(),
      patient,
    )
    .toEqual(['answered', 'at work', 'at work', 'event handled'])

  await expect.poll(() => waitingIn(source!.pool), patient).toBe(0)
  expect(await outbox.replay(source!.client, { key: 'a' })).toBe(1)
  await expect.poll(() => waitingIn(source!.pool), patient).toBe(0)
  // What comes behind the repetition is handled after it: same key, in order.
  await source!.transaction((tx) => outbox.add(tx, ThingChanged, { id: 'a', n: 2 }))
  await expect.poll(effects, patient).toBe(2)
  expect(runs).toHaveLength(2)
})

test('a service that is started for the first time catches up with what was told before', async () => {
  const things = defineService({
    name: 'test.things',
    version: '1.0.0',
    database,
    async build({ database: own }) {
      for (const n of [1, 2, 3]) await own.transaction((tx) => outbox.add(tx, ThingChanged, { id: 'a', n }))
      source = own
    },
  })
  let source: Database<PrismaClient> | undefined
  const heard: Record<string, number[]> = { early: [], late: [] }
  const consumer = (name: 'early' | 'late') =>
    defineService({
      name: `test.${name}`,
      version: '1.0.0',
      database,
      build: ({ consume }) => consume(ThingChanged, async ({ n }) => void heard[name]!.push(n)),
    })
  await fleet.start(consumer('early'))
  await fleet.start(things)
  await expect.poll(() => heard.early, patient).toEqual([1, 2, 3])
  await expect.poll(() => waitingIn(source!.pool), patient).toBe(0)
  await fleet.start(consumer('late'))
  await expect.poll(() => heard.late, patient).toEqual([1, 2, 3])
  await source!.transaction((tx) => outbox.add(tx, ThingChanged, { id: 'a', n: 4 }))
  await expect.poll(() => heard, patient).toEqual({ early: [1, 2, 3, 4], late: [1, 2, 3, 4] })
})

describe('a service that started', () => {
  test('has its tables, is found, and relays', async () => {
    let own: Database<PrismaClient> | undefined
    await fleet.start(
      defineService({
        name: 'test.things',
        version: '1.2.3',
        database,
        build({ service, database: mine }) {
          own = mine
          service.handle(ThingService, { ...unused, change: (thing) => thing })
        },
      }),
    )
    expect(await own!.client.thing.count()).toBe(0)
    const caller = await fleet.peer('test.caller')
    const [record] = await caller.registry.getService('test.things')
    expect(record).toMatchObject({ name: 'test.things', version: '1.2.3' })
    const { rows } = await own!.pool.query(
      "SELECT count(*)::int AS relays FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'test.things relay'",
    )
    expect(rows).toEqual([{ relays: 1 }])
  })

  test('stops in order: work under way ends, and what it committed is still published', async () => {
    const begun = Promise.withResolvers<void>()
    const mayEnd = Promise.withResolvers<void>()
    const heard: number[] = []
    const caller = await fleet.peer('test.caller', (service) => {
      service.subscribe(ThingChanged, async ({ n }) => void heard.push(n), { queue: 'caller' })
    })
    const definition = defineService({
      name: 'test.things',
      version: '1.0.0',
      database,
      build({ service, database: own }) {
        service.handle(ThingService, {
          ...unused,
          async change(thing) {
            begun.resolve()
            await mayEnd.promise
            await own.transaction((tx) => outbox.add(tx, ThingChanged, thing))
            return thing
          },
        })
      },
    })
    const things = await fleet.start(definition)
    const call = caller.client(ThingService).change({ id: 'a', n: 7 })
    await begun.promise
    const stopped = things.stop()
    await expect.poll(async () => await caller.registry.getService('test.things'), patient).toEqual([])
    mayEnd.resolve()
    expect(await call).toEqual({ id: 'a', n: 7 })
    await stopped
    await expect.poll(() => heard, patient).toEqual([7])
  })
})

describe('what a service is given', () => {
  test('without a database: settings of its own beside the platform’s, and a clock that can be moved', async () => {
    const clock = new DomainClock({ time: () => 1000 })
    const seen: unknown[] = []
    const definition = defineService({
      name: 'test.plain',
      version: '1.0.0',
      settings: { PORT: setting.integer({ default: 8080, description: 'a port', example: '8080' }) },
      build(parts) {
        seen.push(parts.settings.PORT, parts.settings.LOG_LEVEL, parts.clock.time())
        parts.announce('http', `http://127.0.0.1:${parts.settings.PORT}`)
      },
    })
    const environment: Environment = {
      LOG_LEVEL: 'error',
      MICRO_REGISTRY: 'memory',
      MICRO_BROKER: 'memory',
      PORT: '80',
    }
    const running = await definition.start({ environment, clock })
    clock.advance(500)
    expect([...seen, clock.time()]).toEqual([80, 'error', 1000, 1500])
    expect(running.addresses).toEqual({ http: 'http://127.0.0.1:80' })
    await running.stop()
    expect(running.service.state).toBe('stopped')
  })

  test('only when its environment is right', async () => {
    let built = false
    const definition = defineService({
      name: 'test.things',
      version: '1.0.0',
      database,
      build() {
        built = true
      },
    })
    await expect(definition.start({ environment: {} })).rejects.toThrow(SettingsError)
    expect(built).toBe(false)
  })
})

describe('the domain’s time of a service', () => {
  const start = async (NODE_ENV: string) => {
    let runs: readonly number[] = []
    const definition = defineService({
      name: 'test.things',
      version: '1.0.0',
      database,
      build({ clock, repeat }) {
        repeat('the time', async () => {
          runs = [...runs, clock.ahead]
          return 0
        })
      },
    })
    await fleet.start(definition, { NODE_ENV })
    const caller = await fleet.peer('test.caller')
    return { moves: caller.client(ClockService, 'test.things'), runs: () => runs }
  }

  test('can be moved by a developer, and what waits for it is done', async () => {
    const { moves, runs } = await start('development')
    expect(await moves.advance({ milliseconds: 5000 })).toEqual({ offsetMs: 5000 })
    expect(await moves.moveTo({ offsetMs: 4000 })).toEqual({ offsetMs: 5000 })
    await expect.poll(() => runs().includes(5000), patient).toBe(true)
    await expect(moves.advance({ milliseconds: -1 })).rejects.toMatchObject({ code: 400, reason: 'INVALID_ADVANCE' })
  })

  test('is not to be moved in production', async () => {
    const { moves, runs } = await start('production')
    await expect(moves.advance({ milliseconds: 5000 })).rejects.toMatchObject({ code: 501 })
    await expect.poll(() => runs().length, patient).toBeGreaterThan(0)
    expect(runs().every((ahead) => ahead === 0)).toBe(true)
  })
})

test('a service that cannot be built leaves no connection', async () => {
  let own: Database<PrismaClient> | undefined
  const definition = defineService({
    name: 'test.things',
    version: '1.0.0',
    database,
    async build(parts) {
      own = parts.database
      await own.client.thing.count()
      throw new RangeError('no')
    },
  })
  await expect(fleet.start(definition)).rejects.toThrow(RangeError)
  expect(own!.pool.ended).toBe(true)
})

import { noLeaks, payload, plainHandler, rejection, until, VirtualClock } from '@micro/testing'
import { Happened, type Payload, TestService } from '@micro/testing/protos'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RecordingLog } from '../test/recording-log.ts'
import { memoryBroker } from './broker/memory.ts'
import type { Broker } from './broker.ts'
import { WorkContext } from './context.ts'
import { errors } from './errors.ts'
import { memoryRegistry } from './registry/memory.ts'
import { RegistryStore } from './registry/store.ts'
import type { Server } from './server.ts'
import type { ServiceOptions } from './service/options.ts'
import { Service } from './service.ts'
import { Trace } from './trace.ts'
import { memoryTransport } from './transport/memory.ts'
import type { Transport } from './transport.ts'

describe('Service', () => {
  noLeaks()
  let log: RecordingLog
  let store: RegistryStore
  let transport: Transport
  let services: Service[]

  beforeEach(() => {
    log = new RecordingLog()
    store = new RegistryStore()
    transport = memoryTransport()
    services = []
  })
  afterEach(() => Promise.all(services.map((service) => service.stop())))

  function make(options: Partial<ServiceOptions> = {}): Service {
    const registry = memoryRegistry({ store })
    const service = new Service({ name: 'micro.testing', log, transport, registry, address: 'memory:0', ...options })
    services.push(service)
    return service
  }

  const registered = () => store.get('micro.testing').flatMap(({ nodes }) => nodes.map(({ id }) => id))

  /** A broker that says what is asked of it. */
  function saying(said: string[], broker: Broker = memoryBroker()): Broker {
    return {
      name: broker.name,
      capabilities: broker.capabilities,
      connect() {
        said.push('connect')
        return broker.connect()
      },
      disconnect() {
        said.push('disconnect')
        return broker.disconnect()
      },
      publish: (topic, message, options) => broker.publish(topic, message, options),
      subscribe(topic, handler, options) {
        said.push('subscribe')
        return broker.subscribe(topic, handler, options)
      },
    }
  }

  function server(said: string[], start = async () => ({ address: 'elsewhere' })): Server {
    return {
      protocol: 'http',
      transport: 'http',
      start() {
        said.push('listen')
        return start()
      },
      async drain() {
        said.push('drain')
        return true
      },
      stop: async () => void said.push('close'),
    }
  }

  test('starts and stops in order, with its hooks where they belong', async () => {
    const said: string[] = []
    const service = make({ broker: saying(said), servers: [server(said)] })
    service.subscribe(Happened, async () => {})
    for (const moment of ['beforeStart', 'afterStart', 'beforeStop', 'afterStop'] as const) {
      for (const turn of [1, 2]) {
        service.on(moment, async () => {
          await new Promise((resolve) => setImmediate(resolve))
          said.push(`${moment} ${turn} ${service.state} ${registered().length}`)
        })
      }
    }
    expect(service.state).toBe('new')
    await service.start()
    expect(service.state).toBe('ok')
    await service.stop()
    expect(service.state).toBe('stopped')
    expect(said).toEqual([
      'beforeStart 1 starting 0',
      'beforeStart 2 starting 0',
      'connect',
      'listen',
      'subscribe',
      'afterStart 1 starting 2',
      'afterStart 2 starting 2',
      'beforeStop 1 stopping 2',
      'beforeStop 2 stopping 2',
      'drain',
      'close',
      'disconnect',
      'afterStop 1 stopping 0',
      'afterStop 2 stopping 0',
    ])
    expect(log.loud).toEqual([])
  })

  test('each of its servers is a node, with what a client must speak', async () => {
    const service = make({ servers: [server([])], id: 'x', metadata: { zone: 'a' }, advertise: 'public:1' })
    await service.start()
    expect(service.nodes).toMatchObject([
      { id: 'micro.testing-x', address: 'public:1', metadata: { zone: 'a', protocol: 'mucp', transport: 'memory' } },
      { id: 'micro.testing-x-1', address: 'elsewhere', metadata: { zone: 'a', protocol: 'http', transport: 'http' } },
    ])
  })

  test('what keeps it from starting is thrown, and what was started is stopped', async () => {
    const said: string[] = []
    const failing = server(said, () => Promise.reject(errors.unavailable('a', 'port taken')))
    const service = make({ broker: saying(said), servers: [failing] })
    service.on('afterStart', () => void said.push('never'))
    expect(await rejection(service.start())).toMatchObject({ detail: 'port taken' })
    expect(service.state).toBe('stopped')
    expect(said).toEqual(['connect', 'listen', 'drain', 'close', 'disconnect'])
    expect(registered()).toEqual([])
    expect(log.loud).toEqual([])
  })

  test('a hook that fails keeps it from starting', async () => {
    const service = make()
    service.on('afterStart', () => Promise.reject(new Error('no seed')))
    await expect(service.start()).rejects.toThrow('no seed')
    expect([service.state, registered()]).toEqual(['stopped', []])
  })

  test('a failure while stopping is logged, and keeps nothing else from closing', async () => {
    const said: string[] = []
    const service = make({ broker: saying(said) })
    service.on('beforeStop', () => {
      throw new Error('hook')
    })
    service.on('afterStop', () => void said.push('afterStop'))
    await service.start()
    await service.stop()
    expect(said).toEqual(['connect', 'disconnect', 'afterStop'])
    expect(log.loud).toEqual(['failure while stopping'])
    expect(registered()).toEqual([])
  })

  test('stops once, however often it is told to, also before it ever started', async () => {
    const said: string[] = []
    const service = make({ broker: saying(said) })
    await service.start()
    await Promise.all([service.stop(), service.stop()])
    await service.stop()
    expect(said).toEqual(['connect', 'disconnect'])
    const never = make({ broker: saying(said) })
    await never.stop()
    expect([never.state, said.length]).toEqual(['stopped', 2])
    expect(await rejection(never.start())).toMatchObject({ code: 409 })
  })

  test('what belongs before the start is refused after it', async () => {
    const service = make()
    await service.start()
    expect(() => service.handle(TestService, plainHandler)).toThrow(expect.objectContaining({ code: 409 }))
    expect(() => service.subscribe(Happened, async () => {})).toThrow(expect.objectContaining({ code: 409 }))
    expect(await rejection(service.start())).toMatchObject({ code: 409 })
  })

  test.each(['', 'with space', 'a/b', 'x'.repeat(256)])('%j is no name', (name) => {
    expect(() => new Service({ name })).toThrow(expect.objectContaining({ code: 400 }))
  })

  describe('stopped while it starts', () => {
    test.each(['beforeStart', 'connect', 'listen', 'afterStart'])(
      'in %s: nothing is left, and start says so',
      async (step) => {
        const said: string[] = []
        const go = Promise.withResolvers<void>()
        const begun = Promise.withResolvers<void>()
        const pause = async () => {
          begun.resolve()
          await go.promise
        }
        const broker = memoryBroker()
        const slow: Broker =
          step !== 'connect' ? broker : { ...saying([], broker), connect: () => pause().then(() => broker.connect()) }
        const listening = server(said, async () => {
          if (step === 'listen') await pause()
          return { address: 'x' }
        })
        const service = make({ broker: saying(said, slow), servers: [listening] })
        if (step === 'beforeStart' || step === 'afterStart') service.on(step, pause)
        const started = rejection(service.start())
        await begun.promise
        await service.stop()
        expect(service.state).toBe('stopped')
        go.resolve()
        expect(await started).toMatchObject({ code: 499 })
        await new Promise((resolve) => setImmediate(resolve))
        const count = (verb: string) => said.filter((each) => each === verb).length
        expect(count('disconnect')).toBe(count('connect'))
        expect(count('close')).toBeGreaterThanOrEqual(count('listen'))
        expect(registered()).toEqual([])
        expect(log.loud).toEqual([])
      },
    )

    test('while its registry never answers', async () => {
      const clock = new VirtualClock()
      const asked: string[] = []
      const hung = (verb: string) => () => {
        asked.push(verb)
        return new Promise<never>(() => {})
      }
      const registry = { ...memoryRegistry({ store }), name: 'hung', close: async () => {} }
      const service = make({
        clock,
        transport: memoryTransport(),
        broker: memoryBroker({ clock }),
        registry: { ...registry, register: hung('register'), deregister: hung('deregister') },
      })
      const started = rejection(service.start())
      await until(() => asked.length > 0, 'the registry to be asked')
      let stopped = false
      const stopping = service.stop().then(() => {
        stopped = true
      })
      for (let i = 0; i < 100 && !stopped; i++) await clock.advance(100)
      await stopping
      expect(clock.now()).toBeLessThanOrEqual(3000)
      expect(service.state).toBe('stopped')
      // Whoever waits for the start must not wait for the registry any longer.
      expect(await started).toMatchObject({ code: 499 })
    })

    test('run ends without an error', async () => {
      const service = make()
      service.on('beforeStart', () => void service.stop())
      await service.run()
      expect(service.state).toBe('stopped')
    })
  })

  test('run serves until it is stopped, and leaves no listener for signals', async () => {
    const before = process.listenerCount('SIGTERM')
    const service = make()
    const ran = service.run()
    await until(() => service.state === 'ok', 'the start')
    expect(process.listenerCount('SIGTERM')).toBe(before + 1)
    process.emit('SIGTERM')
    await ran
    expect([service.state, process.listenerCount('SIGTERM')]).toEqual(['stopped', before])
  })

  describe('stopping', () => {
    test('is out of the registry first, then waits for calls and events under way', async () => {
      const broker = memoryBroker()
      const go = Promise.withResolvers<void>()
      const said: string[] = []
      const service = make({ broker })
      service.handle(TestService, {
        ...plainHandler,
        async store(request) {
          said.push('call')
          await go.promise
          said.push(`call ends, registered ${registered().length}`)
          return request
        },
      })
      service.subscribe(Happened, async () => {
        said.push('event')
        await go.promise
        said.push('event ends')
      })
      const caller = make({ name: 'caller', broker })
      await Promise.all([service.start(), caller.start()])
      const call = caller.client(TestService).store(payload({ number: 5 }))
      await caller.publish(Happened, { subject: 's', number: 1 })
      await until(() => said.length === 2, 'both to begin')
      const stopped = service.stop().then(() => said.push('stopped'))
      await until(() => registered().length === 0, 'the service to be taken out')
      await caller.publish(Happened, { subject: 's', number: 2 })
      go.resolve()
      await stopped
      expect((await call).number).toBe(5)
      expect(said.slice(2).toSorted()).toEqual(['call ends, registered 0', 'event ends', 'stopped'])
      expect(said.at(-1)).toBe('stopped')
      expect(log.loud).toEqual([])
    })

    test('gives up after its time, with one warning, and the caller gets its error', async () => {
      const clock = new VirtualClock()
      const service = make({ clock, broker: memoryBroker({ clock }), drainTimeout: 7000 })
      let begun = 0
      const never = () => {
        begun++
        return new Promise<never>(() => {})
      }
      service.handle(TestService, { ...plainHandler, store: never }).subscribe(Happened, never)
      const caller = make({ name: 'caller' })
      await Promise.all([service.start(), caller.start()])
      const call = rejection(caller.client(TestService).store(payload(), { timeout: 600_000 }))
      await service.publish(Happened, { subject: 's', number: 1 })
      await until(() => begun === 2, 'both to begin')
      let stopped = false
      const stopping = service.stop().then(() => {
        stopped = true
      })
      await clock.advance(6900)
      expect(stopped).toBe(false)
      for (let i = 0; i < 50 && !stopped; i++) await clock.advance(100)
      await stopping
      expect(clock.now()).toBeLessThan(7000 + 3000)
      expect(await call).toMatchObject({ code: 503 })
      expect(log.loud).toEqual(['stopping with work under way: it took too long'])
    })

    test('leaves a shared broker and its events to the others', async () => {
      const broker = memoryBroker()
      const got: string[] = []
      const [one, two] = ['one', 'two'].map((name) => {
        const service = make({ name, broker })
        return service.subscribe(Happened, async ({ subject }) => void got.push(`${name} ${subject}`))
      }) as [Service, Service]
      await Promise.all([one.start(), two.start()])
      await one.publish(Happened, { subject: 'a', number: 1 })
      await until(() => got.length === 2, 'both')
      await one.stop()
      await two.publish(Happened, { subject: 'b', number: 1 })
      await until(() => got.length === 3, 'the other')
      expect(got.at(-1)).toBe('two b')
    })
  })

  test('services in one process meet by what they are given, and never by accident', async () => {
    const heard: string[] = []
    const make = (name: string) => {
      const service = new Service({ name, log })
      services.push(service)
      return service.handle(TestService, plainHandler).subscribe(Happened, async () => void heard.push(name))
    }
    const [one, two] = [make('one'), make('two')]
    await Promise.all([one.start(), two.start()])
    expect(await rejection(one.client(TestService, 'two').echo(payload()))).toMatchObject({ code: 503 })
    expect((await one.client(TestService, 'one').echo(payload({ number: 3 }))).number).toBe(3)
    await one.publish(Happened, { subject: 's', number: 1 })
    await until(() => heard.length > 0, 'the event')
    await one.stop()
    expect((await two.client(TestService, 'two').echo(payload({ number: 4 }))).number).toBe(4)
    expect(heard).toEqual(['one'])
  })

  test("a handler's fault is logged once, with the trace, and not told to the caller", async () => {
    const service = make().handle(TestService, {
      ...plainHandler,
      store: () => {
        throw new TypeError('password=hunter2')
      },
      async *count() {
        yield payload()
        throw new TypeError('password=hunter2')
      },
      echo: () => {
        throw errors.conflict('micro.testing', 'taken')
      },
    })
    await service.start()
    const client = service.client(TestService)
    const ctx = new WorkContext(undefined, { trace: Trace.start() })
    const failures: unknown[] = [await rejection(client.store(payload(), { ctx }))]
    failures.push(
      await rejection(
        (async () => {
          for await (const _ of client.count(payload(), { ctx }));
        })(),
      ),
    )
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: 500, detail: 'internal error' })
      expect(JSON.stringify(failure)).not.toContain('hunter2')
    }
    // What a handler says on purpose is no fault.
    expect(await rejection(client.echo(payload()))).toMatchObject({ code: 409 })
    const faults = log.lines.filter(({ level }) => level === 'error')
    expect(faults).toMatchObject([
      { message: 'handler fault', fields: { endpoint: 'TestService.Store', trace: ctx.trace!.traceId } },
      { message: 'handler fault', fields: { endpoint: 'TestService.Count', trace: ctx.trace!.traceId } },
    ])
    expect(faults[0]!.fields.error).toBeInstanceOf(TypeError)
  })

  test('calls a long way on behalf of one another keep one deadline, trace and request id', async () => {
    const seen: { left: number; trace: string | undefined; id: string | undefined; other: string | undefined }[] = []
    const chain: Service[] = []
    const hop = (index: number) => {
      const service = make({ name: `hop-${index}` })
      chain.push(service)
      return service.handle(TestService, {
        ...plainHandler,
        async store(request: Payload, ctx) {
          const { metadata, trace } = ctx
          seen.push({
            left: ctx.deadline - ctx.clock.now(),
            trace: trace?.traceId,
            id: metadata['x-request-id'],
            other: metadata.authorization,
          })
          return index === 3 ? request : chain[index]!.client(TestService, `hop-${index + 1}`).store(request, { ctx })
        },
      })
    }
    for (const index of [0, 1, 2, 3]) await hop(index).start()
    const ctx = new WorkContext(undefined, {
      timeout: 3000,
      trace: Trace.start(),
      metadata: { 'x-request-id': 'r-1', authorization: 'secret' },
    })
    const last = await chain[0]!.client(TestService, 'hop-0').store(payload({ number: 9 }), { ctx, timeout: 60_000 })
    expect(last.number).toBe(9)
    expect(seen).toHaveLength(4)
    for (const { left, trace, id, other } of seen) {
      expect(left).toBeLessThanOrEqual(3000)
      expect([trace, id, other]).toEqual([ctx.trace!.traceId, 'r-1', undefined])
    }
  })
})

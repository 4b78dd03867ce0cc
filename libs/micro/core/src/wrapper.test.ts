import { memoryBroker, memoryRegistry, memoryTransport, RegistryStore, Service, type Wrapper } from '@micro/core'
import { noLeaks, payload, plainHandler } from '@micro/testing'
import { Happened, TestService } from '@micro/testing/protos'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { compose, ordered, type Slot, slots } from './wrapper.ts'

describe('ordered', () => {
  test('puts wrappers by slot, those of one slot as they were listed, whatever the listing', () => {
    const wrapper = fc.record({
      name: fc.nat().map(String),
      slot: fc.option(fc.constantFrom(...slots), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(wrapper), (wrappers) => {
        const expected = slots.flatMap((slot) => wrappers.filter((each) => (each.slot ?? 'custom') === slot))
        expect(ordered(wrappers)).toEqual(expected)
      }),
    )
  })

  test('the order of the slots is the documented one', () => {
    expect(slots).toEqual(['trace', 'log', 'metrics', 'limit', 'auth', 'validate', 'cache', 'breaker', 'custom'])
  })
})

describe('compose', () => {
  test('without wrappers, or with those of another side alone, is the very function', () => {
    const core = () => 'core'
    expect(compose([], core, () => undefined)).toBe(core)
    expect(compose([{ name: 'a' }, { name: 'b' }], core, () => undefined)).toBe(core)
  })

  test('the first is the outermost', () => {
    const wrap = (each: Wrapper, next: () => string) => () => `${each.name}(${next()})`
    expect(compose([{ name: 'a' }, { name: 'b' }], () => 'core', wrap)()).toBe('a(b(core))')
  })
})

describe('wrappers of a service', () => {
  noLeaks()
  let services: Service[]
  beforeEach(() => {
    services = []
  })
  afterEach(() => Promise.all(services.map((service) => service.stop())))

  /** Says when it is composed, and when it is passed through. */
  function noting(name: string, slot: Slot, said: string[]): Wrapper {
    const around = (side: string, of: string) => {
      said.push(`compose ${side} ${name} ${of}`)
      return () => void said.push(`${side} ${name}`)
    }
    return {
      name,
      slot,
      client(next, method) {
        const pass = around('client', method.endpoint)
        return (request, options) => {
          pass()
          return next(request, options)
        }
      },
      server(next, method) {
        const pass = around('server', method.endpoint)
        return (request, ctx) => {
          pass()
          return next(request, ctx)
        }
      },
      publish(next, event) {
        const pass = around('publish', event.topic)
        return (message, options) => {
          pass()
          return next(message, options)
        }
      },
      subscribe(next, event) {
        const pass = around('subscribe', event.topic)
        return (message, ctx) => {
          pass()
          return next(message, ctx)
        }
      },
    }
  }

  test('stand in the order of their slots on all four sides, composed once and not call by call', async () => {
    const said: string[] = []
    const wrappers = (['custom', 'auth', 'breaker', 'trace', 'limit'] as const).map((slot) => noting(slot, slot, said))
    const handled = Promise.withResolvers<void>()
    let events = 0
    const service = new Service({ name: 'micro.testing', wrappers })
    services.push(service)
    service.handle(TestService, plainHandler).subscribe(Happened, async () => {
      if (++events === 2) handled.resolve()
    })
    const { echo } = service.client(TestService)
    await service.start()
    for (let i = 0; i < 2; i++) {
      await echo(payload())
      await service.rpc.call('micro.testing', TestService.methods.echo!, payload())
      await service.publish(Happened, { subject: 's', number: 1 })
    }
    await handled.promise

    const order = ['trace', 'limit', 'auth', 'breaker', 'custom']
    const composed = said.filter((line) => line.startsWith('compose'))
    // Composed from the inside out, each once.
    expect(composed.filter((line) => line.includes('server') && line.endsWith('TestService.Echo'))).toEqual(
      order.toReversed().map((slot) => `compose server ${slot} TestService.Echo`),
    )
    expect(new Set(composed).size).toBe(composed.length)
    for (const side of ['client', 'server', 'publish', 'subscribe']) {
      const passed = said.filter((line) => line.startsWith(`${side} `)).map((line) => line.split(' ')[1])
      const times = side === 'client' || side === 'server' ? 4 : 2
      expect(passed, side).toEqual(Array.from({ length: times }, () => order).flat())
    }
  })

  test("do not stand around Debug's methods", async () => {
    const said: string[] = []
    const service = new Service({ name: 'micro.testing', wrappers: [noting('a', 'auth', said)] })
    expect(said).toEqual([])
    await service.stop()
  })

  test('of one service are not those of another on the same registry, transport and broker', async () => {
    const said: string[] = []
    const transport = memoryTransport()
    const store = new RegistryStore()
    const broker = memoryBroker()
    const make = (name: string, wrappers: readonly Wrapper[]) => {
      const service = new Service({
        name,
        transport,
        registry: memoryRegistry({ store }),
        broker,
        wrappers,
        address: 'memory:0',
      })
      services.push(service)
      return service
    }
    const bare = make('bare', []).handle(TestService, plainHandler)
    const wrapped = make('wrapped', [noting('a', 'auth', said)])
    await Promise.all([bare.start(), wrapped.start()])
    await wrapped.client(TestService, 'bare').echo(payload())
    expect(said.filter((line) => !line.startsWith('compose'))).toEqual(['client a'])
  })
})

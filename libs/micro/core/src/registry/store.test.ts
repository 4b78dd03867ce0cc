import { record, VirtualClock } from '@micro/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../registry.ts'
import { applyChange } from './merge.ts'
import { RegistryStore } from './store.ts'

function watched(store: RegistryStore): string[] {
  const words: string[] = []
  store.watch(({ action, service }) =>
    words.push(`${action} ${service.version} ${service.nodes.map(({ id }) => id).join()}`),
  )
  return words
}

describe('RegistryStore', () => {
  test('ends a lease exactly when its ttl has passed', async () => {
    const clock = new VirtualClock()
    const store = new RegistryStore({ clock })
    store.register(record('a', ['a-1']), 100)
    await clock.advance(99.9)
    expect(store.size).toBe(1)
    await clock.advance(0.1)
    expect([store.size, store.get('a'), clock.pending]).toEqual([0, [], 0])
  })

  test('sets one timer, however many leases there are', () => {
    const clock = new VirtualClock()
    const store = new RegistryStore({ clock })
    for (let i = 0; i < 100; i++) store.register(record('a', [`a-${i}`]), 100 + (i % 7))
    expect(clock.pending).toBe(1)
    for (let i = 0; i < 100; i++) store.deregister(record('a', [`a-${i}`]))
    expect([clock.pending, store.size]).toEqual([0, 0])
    store.register(record('a', ['a-1']), 100)
    store.clear()
    expect(clock.pending).toBe(0)
  })

  test('moves a node that comes back as another version', () => {
    const store = new RegistryStore()
    const words = watched(store)
    store.register(record('a', ['a-1']))
    store.register(record('a', ['a-1'], { version: '2.0.0' }))
    expect(words).toEqual(['create 1.0.0 a-1', 'delete 1.0.0 a-1', 'create 2.0.0 a-1'])
    expect(store.get('a')).toEqual([record('a', ['a-1'], { version: '2.0.0' })])
  })

  test('changes the ttl of a lease that is renewed with another', async () => {
    const clock = new VirtualClock()
    const store = new RegistryStore({ clock })
    store.register(record('a', ['a-1']), 100)
    store.register(record('a', ['a-1']), 1000)
    await clock.advance(999)
    expect(store.size).toBe(1)
    store.register(record('a', ['a-1']))
    await clock.advance(1_000_000)
    expect(store.size).toBe(1)
  })

  test('refuses more nodes than it may hold, and renews those it has', () => {
    const store = new RegistryStore({ limits: { total: 2 } })
    store.register(record('a', ['a-1', 'a-2']))
    store.register(record('a', ['a-1', 'a-2']))
    expect(() => store.register(record('b', ['b-1']))).toThrow(
      expect.objectContaining({ code: 429, reason: 'REGISTRY_FULL' }),
    )
    expect(store.size).toBe(2)
  })

  test.each([0, -1, Number.NaN])('refuses a ttl of %d', (ttl) => {
    const store = new RegistryStore()
    expect(() => store.register(record('a', ['a-1']), ttl)).toThrow(
      expect.objectContaining({ code: 400, reason: 'INVALID_TTL' }),
    )
  })

  test('whatever happens: a list and the changes after it give the same as a later list', async () => {
    const step = fc.oneof(
      fc.record({
        verb: fc.constant('register'),
        id: fc.nat(5),
        version: fc.nat(2),
        ttl: fc.constantFrom(10, 50, 1e9),
      }),
      fc.record({ verb: fc.constant('deregister'), id: fc.nat(5), version: fc.nat(2), ttl: fc.constant(0) }),
      fc.record({ verb: fc.constant('wait'), id: fc.nat(60), version: fc.nat(0), ttl: fc.constant(0) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(40), async (steps, from) => {
        const clock = new VirtualClock()
        const store = new RegistryStore({ clock })
        let list = store.get('a')
        const take = (change: Change) => {
          list = applyChange(list, change)
        }
        for (const [i, { verb, id, version, ttl }] of steps.entries()) {
          if (i === from) {
            list = store.get('a')
            store.watch(take)
          }
          const service = record('a', [`a-${id}`], { version: `${version}` })
          if (verb === 'register') store.register(service, ttl)
          else if (verb === 'deregister') store.deregister(service)
          else await clock.advance(id)
        }
        if (steps.length > from) expect(sorted(list)).toEqual(sorted(store.get('a')))
        store.clear()
      }),
      { numRuns: 200 },
    )
  })
})

function sorted(services: readonly { readonly version: string; readonly nodes: readonly { readonly id: string }[] }[]) {
  return services
    .map(({ version, nodes }) => ({ version, nodes: nodes.map(({ id }) => id).toSorted() }))
    .toSorted((a, b) => (a.version < b.version ? -1 : 1))
}

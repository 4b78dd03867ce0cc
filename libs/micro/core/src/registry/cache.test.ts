import { noLeaks, record, UnreliableRegistry, VirtualClock } from '@micro/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RegistryCache } from './cache.ts'
import { RegistryStore } from './store.ts'

describe('RegistryCache', () => {
  noLeaks()
  let clock: VirtualClock
  let store: RegistryStore
  let registry: UnreliableRegistry
  let cache: RegistryCache
  let said: string[]
  let lists: (number | undefined)[]

  beforeEach(() => {
    clock = new VirtualClock()
    store = new RegistryStore({ clock })
    registry = new UnreliableRegistry(store)
    said = []
    lists = []
    const log = { debug() {}, error() {}, info: note, warn: note }
    function note(_: object, message: string) {
      said.push(message)
    }
    cache = new RegistryCache({ registry, clock, log, changed: (_, entry) => lists.push(entry && count(entry)) })
  })
  afterEach(async () => {
    await cache.close()
    await registry.close()
    expect(clock.pending).toBe(0)
  })

  const known = () => cache.get('a')?.services.flatMap(({ nodes }) => nodes.map(({ id }) => id)) ?? []

  async function warm(...ids: string[]): Promise<void> {
    store.register(record('a', ids))
    await cache.load('a')
    await clock.advance(0)
  }

  test('asks once for all who ask at the same time', async () => {
    store.register(record('a', ['a-1']))
    const entries = await Promise.all(Array.from({ length: 50 }, () => cache.load('a')))
    expect(new Set(entries).size).toBe(1)
    await clock.advance(0)
    // Once to answer, once more when the watch is on.
    expect(registry.asked).toEqual({ getService: 2, watch: 1 })
  })

  test('follows the registry without asking again', async () => {
    await warm('a-1')
    const { getService } = registry.asked
    store.register(record('a', ['a-2']))
    store.register(record('a', ['a-3'], { version: '2.0.0' }))
    store.deregister(record('a', ['a-1']))
    await clock.advance(0)
    expect(known()).toEqual(['a-2', 'a-3'])
    expect(registry.asked.getService).toBe(getService)
  })

  test('misses nothing that happens between the first answer and the watch', async () => {
    store.register(record('a', ['a-1']))
    await cache.load('a')
    store.register(record('a', ['a-2']))
    await clock.advance(0)
    expect(known()).toEqual(['a-1', 'a-2'])
  })

  test('says that there is no such service, without asking each time, and finds it soon after it came', async () => {
    await expect(cache.load('a')).rejects.toMatchObject({
      code: 503,
      reason: 'SERVICE_NOT_FOUND',
      detail: 'no service a in registry unreliable',
    })
    await expect(cache.load('a')).rejects.toMatchObject({ reason: 'SERVICE_NOT_FOUND' })
    expect(registry.asked).toEqual({ getService: 1, watch: 0 })
    store.register(record('a', ['a-1']))
    await clock.advance(500)
    await cache.load('a')
    expect(known()).toEqual(['a-1'])
  })

  test('says since when and why the registry is out of reach', async () => {
    registry.state = 'down'
    const since = new Date(clock.time()).toISOString()
    await expect(cache.load('a')).rejects.toMatchObject({ reason: 'REGISTRY_UNREACHABLE' })
    await clock.advance(2000)
    const detail = `a is unknown; registry unreliable unreachable since ${since}: connection refused`
    await expect(cache.load('a')).rejects.toMatchObject({ code: 503, reason: 'REGISTRY_UNREACHABLE', detail })
  })

  test('does not wait for a registry that never answers', async () => {
    registry.state = 'hung'
    const loading = cache.load('a').catch((error: Error) => error.message)
    await clock.advance(5000)
    expect(await loading).toMatch(/did not answer in 5000 ms/)
  })

  test('keeps the last good list while the registry is away, says so once, and reads anew when it is back', async () => {
    await warm('a-1')
    registry.goDown()
    await clock.advance(60_000)
    expect(known()).toEqual(['a-1'])
    store.register(record('a', ['a-2']))
    registry.state = 'up'
    await clock.advance(5000)
    expect(known()).toEqual(['a-1', 'a-2'])
    store.register(record('a', ['a-3']))
    await clock.advance(0)
    expect(known()).toEqual(['a-1', 'a-2', 'a-3'])
    expect(said).toEqual(['registry is away: last lists stay', 'registry is back'])
  })

  test('waits longer after each failure, never in step with others', async () => {
    await warm('a-1')
    registry.goDown()
    const before = registry.asked.watch
    await clock.advance(600_000)
    const attempts = registry.asked.watch - before
    // At most every half of 5 s once warmed up, at least every 5 s.
    expect(attempts).toBeGreaterThanOrEqual(120)
    expect(attempts).toBeLessThanOrEqual(250)
  })

  test('keeps nodes for a while that a registry has forgotten which came back empty', async () => {
    await warm('a-1', 'a-2')
    registry.goDown()
    store.clear()
    registry.state = 'up'
    await clock.advance(1000)
    expect(known()).toEqual(['a-1', 'a-2'])
    store.register(record('a', ['a-2']))
    await clock.advance(40_000)
    expect(known()).toEqual(['a-2'])
  })

  test('drops at once a node that a registry that is back says is gone', async () => {
    await warm('a-1', 'a-2')
    registry.goDown()
    store.clear()
    registry.state = 'up'
    await clock.advance(1000)
    store.register(record('a', ['a-1']))
    store.deregister(record('a', ['a-1']))
    await clock.advance(0)
    expect(known()).toEqual(['a-2'])
  })

  test('says when the last node left', async () => {
    await warm('a-1')
    store.deregister(record('a', ['a-1']))
    await clock.advance(0)
    const detail = `a has no nodes, the last left at ${new Date(clock.time()).toISOString()}`
    expect(cache.explain('a')).toMatchObject({ code: 503, reason: 'NO_NODES', detail })
  })

  test('forgets a service that nobody asks for, and its watch', async () => {
    await warm('a-1')
    for (let i = 0; i < 5; i++) {
      await clock.advance(500_000)
      cache.get('a')
    }
    expect(registry.watchers).toBe(1)
    await clock.advance(1_200_000)
    expect([registry.watchers, cache.get('a'), lists.at(-1)]).toEqual([0, undefined, undefined])
  })

  test('forgets nothing while the registry is away', async () => {
    await warm('a-1')
    registry.goDown()
    await clock.advance(3_600_000)
    expect(known()).toEqual(['a-1'])
  })

  test('ends a first read that hangs when it is closed', async () => {
    registry.state = 'hung'
    const loading = cache.load('a').catch((error: unknown) => error)
    await cache.close()
    expect(await loading).toMatchObject({ reason: 'CLOSED' })
  })
})

function count(entry: { readonly services: readonly { readonly nodes: readonly unknown[] }[] }): number {
  return entry.services.reduce((sum, { nodes }) => sum + nodes.length, 0)
}

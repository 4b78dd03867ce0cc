import { Changes, knows, noLeaks, record } from '@micro/testing'
import { describe, expect, test, vi } from 'vitest'
import { Gateway } from './gateway.ts'
import { Line } from './line.ts'
import { endOf, Stage } from './stage.ts'

describe('an etcd that comes and goes', () => {
  noLeaks()
  const stage = new Stage()

  test('loses nothing when it is killed and started again, and its watches go on', async () => {
    const server = await stage.server()
    const said: string[] = []
    const [watching, registering] = [
      stage.client({ address: server.address }, said),
      stage.client({ address: server.address }),
    ]
    await registering.register(record('a', ['a-1']), { ttl: 60_000 })
    const changes = await Changes.of(watching)
    await registering.register(record('a', ['a-2']), { ttl: 60_000 })
    await changes.are(['create a-2'])
    for (let round = 1; round <= 2; round++) {
      await server.kill()
      await expect(registering.getService('a')).rejects.toMatchObject({
        code: 503,
        reason: 'REGISTRY_UNREACHABLE',
        detail: expect.stringContaining(server.address),
      })
      await vi.waitFor(() => expect(said).toHaveLength(round * 2 - 1))
      await server.start()
      await vi.waitFor(() => expect(said).toHaveLength(round * 2), 20_000)
      await knows(registering, 'a', ['a-1', 'a-2'])
      await registering.deregister(record('a', ['a-1']))
      await registering.register(record('a', ['a-1']), { ttl: 60_000 })
      await changes.are(['create a-2', ...Array.from({ length: round }, () => ['delete a-1', 'create a-1']).flat()])
    }
    expect(said.slice(0, 2)).toEqual(['etcd is away: trying until it is back', 'etcd is back'])
    await changes.stop()
  })

  test('tells a watch that was cut off everything that happened meanwhile, each change by itself', async () => {
    const server = await stage.server()
    const line = stage.use(await Line.to(server.address))
    const registering = stage.client({ address: server.address })
    const changes = await Changes.of(stage.client({ address: line.address }))
    line.cut()
    await Promise.all(['a-1', 'a-2', 'a-3'].map((id) => registering.register(record('a', [id]))))
    await registering.register(record('b', ['b-1']))
    await registering.register(record('b', ['b-1'], { metadata: { more: 'x' } }))
    await registering.deregister(record('b', ['b-1']))
    line.mend()
    await changes.are(['create a-1', 'create a-2', 'create a-3', 'create b-1', 'update b-1', 'delete b-1'])
    await changes.stop()
  })

  test('ends a watch where what happened meanwhile is compacted: its reader lists anew', async () => {
    const server = await stage.server()
    const line = stage.use(await Line.to(server.address))
    const registering = stage.client({ address: server.address })
    await registering.register(record('a', ['a-1']))
    const watcher = await stage.client({ address: line.address }).watch({ service: 'a' })
    line.cut()
    await registering.deregister(record('a', ['a-1']))
    await registering.register(record('a', ['a-2']))
    await new Gateway(server.address).compact()
    line.mend()
    expect(await endOf(watcher)).toMatchObject({ code: 503, reason: 'WATCH_LOST' })
  })

  test('ends a watch where etcd was wiped meanwhile, however much was registered since', async () => {
    const server = await stage.server()
    const line = stage.use(await Line.to(server.address))
    await stage.client({ address: server.address }).register(record('a', ['a-1']))
    const watcher = await stage.client({ address: line.address }).watch({ service: 'a' })
    line.cut()
    await server.wipe()
    await server.start()
    // The same value at the same revision, and then more.
    const registering = stage.client({ address: server.address })
    for (const id of ['a-1', 'a-2', 'a-3']) await registering.register(record('a', [id]))
    line.mend()
    expect(await endOf(watcher)).toMatchObject({ code: 503, reason: 'WATCH_LOST' })
  })

  test('ends a watch that nobody answers for too long', async () => {
    const server = await stage.server()
    const watcher = await stage.client({ address: server.address, patience: 300 }).watch()
    await server.kill()
    expect(await endOf(watcher)).toMatchObject({ code: 503, reason: 'REGISTRY_UNREACHABLE' })
  })

  test('that is frozen is given up after the timeout, or as soon as the caller gives up, and comes back', async () => {
    const server = await stage.server()
    const registry = stage.client({ address: server.address, timeout: 500 })
    await registry.register(record('a', ['a-1']))
    const changes = await Changes.of(registry)
    await server.freeze()
    await expect(registry.getService('a')).rejects.toMatchObject({ name: 'MicroError', code: 408 })
    await expect(registry.register(record('a', ['a-2']))).rejects.toMatchObject({ code: 408 })
    await expect(registry.watch()).rejects.toMatchObject({ code: 408 })
    const abort = new AbortController()
    const started = performance.now()
    const asked = [
      registry.getService('a', { signal: abort.signal }),
      registry.register(record('a', ['a-1']), { signal: abort.signal }),
      registry.deregister(record('a', ['a-1']), { signal: abort.signal }),
    ].map((each) => expect(each).rejects.toMatchObject({ code: 499 }))
    abort.abort()
    await Promise.all(asked)
    expect(performance.now() - started).toBeLessThan(400)
    server.thaw()
    await knows(registry, 'a', ['a-1'])
    await registry.register(record('a', ['a-3']))
    await changes.are(['create a-3'])
    await changes.stop()
  })

  test('that is frozen does not hold up a client that closes', async () => {
    const server = await stage.server()
    const registry = stage.client({ address: server.address, timeout: 60_000 })
    await registry.register(record('a', ['a-1']))
    const changes = await Changes.of(registry)
    await server.freeze()
    const refused = [registry.getService('a'), registry.register(record('a', ['a-1'])), registry.watch()].map((each) =>
      expect(each).rejects.toMatchObject({ code: 503, reason: 'CLOSED' }),
    )
    await registry.close()
    await Promise.all(refused)
    await changes.stop()
  })

  test('is not missed where another member answers', async () => {
    const server = await stage.server()
    const dead = await stage.server()
    await dead.kill()
    const said: string[] = []
    const registry = stage.client({ address: [dead.address, server.address] }, said)
    const changes = await Changes.of(registry)
    await registry.register(record('a', ['a-1']))
    await changes.are(['create a-1'])
    await knows(registry, 'a', ['a-1'])
    await registry.deregister(record('a', ['a-1']))
    await changes.are(['create a-1', 'delete a-1'])
    expect(said).toEqual(['etcd is away: trying until it is back'])
    await changes.stop()
  })

  test('tells changes at once', async () => {
    const server = await stage.server()
    const [watching, registering] = [
      stage.client({ address: server.address }),
      stage.client({ address: server.address }),
    ]
    const watcher = await watching.watch({ service: 'a' })
    const delays: number[] = []
    const reading = watcher[Symbol.asyncIterator]()
    for (let i = 0; i < 200; i++) {
      const next = reading.next()
      const begun = performance.now()
      const registered = registering.register(record('a', ['a-1'], { metadata: { i: `${i}` } }))
      await next
      delays.push(performance.now() - begun)
      await registered
    }
    watcher.stop()
    const sorted = delays.slice(1).toSorted((a, b) => a - b)
    const [median, slow] = [0.5, 0.99].map((part) => sorted[Math.floor(sorted.length * part)]!.toFixed(1))
    console.log(`from register to its watcher: median ${median} ms, p99 ${slow} ms`)
  })
})

describe('a registration', () => {
  noLeaks()
  const stage = new Stage()

  test('whose lease was revoked, or whose key was removed or replaced, is restored by the next renewal', async () => {
    const server = await stage.server()
    const etcd = new Gateway(server.address)
    const registry = stage.client({ address: server.address })
    const key = '/micro/registry/a/a-1'
    const renew = () => registry.register(record('a', ['a-1']), { ttl: 60_000 })
    await renew()
    const first = await etcd.get(key)
    await renew()
    expect(await etcd.get(key)).toEqual(first)
    expect(await etcd.leases()).toEqual([first!.lease])
    await etcd.revoke(first!.lease)
    expect(await etcd.get(key)).toBe(undefined)
    await renew()
    const second = await etcd.get(key)
    expect(second).toMatchObject({ value: first!.value })
    expect(second!.lease).not.toBe(first!.lease)
    await etcd.delete(key)
    await renew()
    expect(await etcd.get(key)).toEqual(second)
    await etcd.put(key, 'something else')
    await renew()
    expect(await etcd.get(key)).toEqual(second)
  })

  test('with another ttl has another lease, and leaves none behind, nor does one that is taken back', async () => {
    const server = await stage.server()
    const etcd = new Gateway(server.address)
    const registry = stage.client({ address: server.address })
    for (const ttl of [60_000, 120_000, 60_500]) {
      await registry.register(record('a', ['a-1']), { ttl })
      const [lease] = await etcd.leases()
      expect(await etcd.leases()).toHaveLength(1)
      expect(await etcd.call('lease/timetolive', { ID: lease })).toMatchObject({
        grantedTTL: `${Math.ceil(ttl / 1000)}`,
      })
    }
    await registry.deregister(record('a', ['a-1']))
    expect(await etcd.leases()).toEqual([])
  })

  test('without a ttl is kept as long as the client is open, also by an etcd that was wiped, and ends then', async () => {
    const server = await stage.server()
    const registry = stage.client({ address: server.address, lease: 2000 })
    const other = stage.client({ address: server.address })
    await registry.register(record('a', ['a-1']))
    await server.wipe()
    await server.start()
    await knows(other, 'a', ['a-1'])
    const changes = await Changes.of(other)
    // Longer than its lease.
    await new Promise((resolve) => setTimeout(resolve, 4000))
    await knows(other, 'a', ['a-1'])
    await registry.close()
    await changes.are(['delete a-1'])
    await changes.stop()
  })

  test.each([0, -1, Number.NaN, 1e14])('with a ttl of %d ms is refused', async (ttl) => {
    const registry = stage.client({ address: '127.0.0.1:1' })
    const refused = registry.register(record('a', ['a-1']), { ttl })
    await expect(refused).rejects.toMatchObject({ code: 400, reason: 'INVALID_TTL' })
  })

  test('of two nodes whose ids are one key is refused', async () => {
    const registry = stage.client({ address: '127.0.0.1:1' })
    const refused = registry.register(record('a', ['a/1', 'a-1']))
    await expect(refused).rejects.toMatchObject({ code: 400, reason: 'INVALID_RECORD' })
  })

  test('that failed is not made later by itself', async () => {
    const server = await stage.server()
    const registry = stage.client({ address: server.address, lease: 2000 })
    await registry.register(record('a', ['a-1']))
    await server.kill()
    await expect(registry.register(record('a', ['a-2']))).rejects.toMatchObject({ code: 503 })
    await expect(registry.register(record('a', ['a-1'], { version: '2.0.0' }))).rejects.toMatchObject({ code: 503 })
    await expect(registry.deregister(record('a', ['a-3']))).rejects.toMatchObject({ code: 503 })
    await server.wipe()
    await server.start()
    const other = stage.client({ address: server.address })
    await knows(other, 'a', ['a-1'])
    expect(await other.getService('a')).toEqual([record('a', ['a-1'])])
  })
})

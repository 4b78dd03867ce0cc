import { Debug, type Registry, Service, stderrLog } from '@micro/core'
import { ConsulServer } from '@micro/servers'
import { knows, noLeaks, record, SteadyCalls, sayings } from '@micro/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { deregisterAll } from '../test/agent.ts'
import { type ConsulOptions, consul } from './index.ts'

let server: ConsulServer
beforeAll(async () => {
  server = await ConsulServer.start()
})
afterAll(() => server.stop())

function client(options: ConsulOptions = {}): Registry {
  const registry = consul({ address: server.address, ...options })
  onTestFinished(async () => {
    await registry.close()
    await deregisterAll(server.address)
  })
  return registry
}

describe('consul that was killed and is back, empty', () => {
  noLeaks()

  test('has everything back at once, with and without a ttl, and is told of once each', async () => {
    const said = sayings()
    const registry = client({ lease: 600, log: said.log })
    await registry.register(record('a', ['a-1', 'a-2']))
    await registry.register(record('b', ['b-1']), { ttl: 60_000 })
    for (let round = 1; round <= 2; round++) {
      await server.kill()
      await vi.waitFor(() => expect(said.words).toHaveLength(round * 2 - 1), { timeout: 20_000 })
      await expect(registry.getService('a')).rejects.toMatchObject({ code: 503, reason: 'REGISTRY_UNREACHABLE' })
      await server.start()
      await knows(registry, 'a', ['a-1', 'a-2'])
      await knows(registry, 'b', ['b-1'])
      expect(said.words).toHaveLength(round * 2)
    }
    expect(said.words.slice(0, 2)).toEqual(['consul is away: trying until it is back', 'consul is back'])
  })

  test('has back what is renewed, where nobody has noticed that it was away', async () => {
    const registry = client()
    await registry.register(record('a', ['a-1']), { ttl: 60_000 })
    await server.kill()
    await server.start()
    const other = client()
    await knows(other, 'a', [])
    await registry.register(record('a', ['a-1']), { ttl: 60_000 })
    await knows(other, 'a', ['a-1'])
  })

  test('does not get back what was given up meanwhile', async () => {
    const registry = client({ lease: 600 })
    await registry.register(record('a', ['a-1', 'a-2']))
    await server.kill()
    await expect(registry.deregister(record('a', ['a-1']))).rejects.toMatchObject({ reason: 'REGISTRY_UNREACHABLE' })
    await server.start()
    await knows(registry, 'a', ['a-2'])
  })

  test('ended the watches of those who watched, with an error', async () => {
    const registry = client()
    for (const options of [{}, { service: 'a' }]) {
      const watcher = await registry.watch(options)
      const reading = (async () => {
        for await (const { action } of watcher) expect.unreachable(action)
      })()
      const ended = expect(reading).rejects.toMatchObject({ name: 'MicroError', code: 503 })
      await server.kill()
      await ended
      await server.start()
    }
  })

  test('with a second agent beside it is not missed', async () => {
    const second = await ConsulServer.start()
    onTestFinished(() => second.stop())
    const registry = client({ address: [second.address, server.address], lease: 600 })
    await registry.register(record('a', ['a-1']))
    await second.kill()
    await knows(registry, 'a', ['a-1'])
    await registry.deregister(record('a', ['a-1']))
    await knows(registry, 'a', [])
  })
})

describe('services that find each other through consul', () => {
  noLeaks()

  test('go on while it is killed and comes back, and see what is new then', async () => {
    const service = (name: string) => {
      const registry = client()
      const made = new Service({ name, registry, log: { ...stderrLog, warn() {} } })
      onTestFinished(() => made.stop())
      return made
    }
    const [first, caller] = [service('greeter'), service('caller')]
    await Promise.all([first.start(), caller.start()])
    const debug = caller.client(Debug, 'greeter')
    const calls = new SteadyCalls(async () => {
      expect(['ok', 'stopping']).toContain((await debug.health({})).status)
    })
    await calls.more()
    await server.kill()
    await calls.more()
    await server.start()
    // The caller watched, so it is registered again long before its next renewal; the greeter has nobody to watch.
    const reader = client()
    await knows(reader, 'caller', [caller.nodes[0]!.id])
    const second = service('greeter')
    await second.start()
    await calls.more()
    await first.stop()
    await calls.more()
    await calls.stop()
    await knows(reader, 'greeter', [second.nodes[0]!.id])
  })
})

describe('consul that is frozen', () => {
  noLeaks()

  test('is an error in time, and is asked again when it thaws; what was registered stays', async () => {
    const registry = client({ timeout: 500, lease: 60_000 })
    await registry.register(record('a', ['a-1']))
    await server.freeze()
    try {
      const late = { name: 'MicroError', code: 408, detail: expect.stringContaining(server.address) }
      await expect(registry.getService('a')).rejects.toMatchObject(late)
      await expect(registry.listServices()).rejects.toMatchObject(late)
      await expect(registry.register(record('b', ['b-1']))).rejects.toMatchObject(late)
      await expect(registry.watch()).rejects.toMatchObject(late)
    } finally {
      server.thaw()
    }
    await knows(registry, 'a', ['a-1'])
    await registry.register(record('b', ['b-1']))
    await knows(registry, 'b', ['b-1'])
  })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Debug, type Log, type Registry, Service, stderrLog } from '@micro/core'
import { knows, noLeaks, record, SteadyCalls, sayings } from '@micro/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { serviceRegistry } from '../src/index.ts'
import { RegistryProcess } from './registry-process.ts'

describe('a registry server that is killed and started again', () => {
  noLeaks()
  let server: RegistryProcess
  let closing: (() => Promise<unknown>)[]

  beforeEach(async () => {
    closing = []
    server = new RegistryProcess()
    await server.start()
  })
  afterEach(async () => {
    await Promise.all(closing.map((close) => close()))
    await server.stop()
  })

  function client(log?: Log, address: string | readonly string[] = server.address): Registry {
    const registry = serviceRegistry({ address, ...(log !== undefined && { log }) })
    closing.push(() => registry.close())
    return registry
  }

  test('has everything back at once, with and without a lease, and its clients said so once each', async () => {
    const said = sayings()
    const registry = client(said.log)
    await registry.register(record('a', ['a-1', 'a-2']), { ttl: 3_600_000 })
    await registry.register(record('b', ['b-1']))
    await registry.register(record('c', ['c-1']))
    await registry.deregister(record('c', ['c-1']))
    for (let round = 1; round <= 2; round++) {
      await server.kill()
      await expect(registry.getService('a')).rejects.toMatchObject({
        code: 503,
        reason: 'REGISTRY_UNREACHABLE',
        detail: expect.stringContaining(server.address),
      })
      await server.start()
      const other = client()
      await knows(other, 'a', ['a-1', 'a-2'])
      await knows(other, 'b', ['b-1'])
      await knows(other, 'c', [])
      await vi.waitFor(() => expect(said.words).toHaveLength(round * 2), 20_000)
    }
    expect(said.words.slice(0, 2)).toEqual([
      'registry server is away: trying until it is back',
      'registry server is back, all is registered again',
    ])
  })

  test('does not get back what was given up meanwhile', async () => {
    const registry = client()
    await registry.register(record('a', ['a-1']))
    await registry.register(record('a', ['a-2']))
    await server.kill()
    await expect(registry.deregister(record('a', ['a-1']))).rejects.toMatchObject({ reason: 'REGISTRY_UNREACHABLE' })
    await server.start()
    await knows(client(), 'a', ['a-2'])
  })

  test('ends the watches of those who watch, with an error', async () => {
    const watcher = await client().watch()
    const reading = (async () => {
      for await (const { action } of watcher) expect.unreachable(action)
    })()
    const ended = expect(reading).rejects.toMatchObject({ name: 'MicroError', code: 503 })
    await server.kill()
    await ended
  })

  test('is not missed by calls: they go on while it is away, and see what is new once it is back', async () => {
    const service = (name: string) => {
      const made = new Service({
        name,
        registry: serviceRegistry({ address: server.address }),
        log: { ...stderrLog, warn() {} },
      })
      closing.push(() => made.stop())
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
    await calls.more()
    // Both are registered again long before their next renewal, which is half a minute away.
    const reader = client()
    await knows(reader, 'greeter', [first.nodes[0]!.id])
    await knows(reader, 'caller', [caller.nodes[0]!.id])
    // A greeter that comes now is found: the watch is on again. Its predecessor may go.
    const second = service('greeter')
    await second.start()
    await first.stop()
    await calls.more()
    await calls.stop()
    await knows(reader, 'greeter', [second.nodes[0]!.id])
  })

  test('with a second one beside it is not missed at all', async () => {
    const second = new RegistryProcess()
    await second.start()
    closing.push(() => second.stop())
    const registry = client(undefined, [server.address, second.address])
    await registry.register(record('a', ['a-1']))
    await knows(client(undefined, second.address), 'a', ['a-1'])
    await server.kill()
    await knows(registry, 'a', ['a-1'])
    await registry.register(record('a', ['a-2']))
    await knows(registry, 'a', ['a-1', 'a-2'])
    const watcher = await registry.watch({ service: 'a' })
    await registry.register(record('a', ['a-3']))
    for await (const { service } of watcher) {
      expect(service.nodes[0]?.id).toBe('a-3')
      break
    }
    // The first comes back empty, and is told all.
    await server.start()
    await knows(client(), 'a', ['a-1', 'a-2', 'a-3'])
  })

  test('forgets a process that was killed when its lease has passed', async () => {
    const script = join(import.meta.dirname, 'registers-and-hangs.ts')
    const doomed = spawn(process.execPath, [script, server.address, '500'], { stdio: ['ignore', 'inherit', 'inherit'] })
    const registry = client()
    await knows(registry, 'doomed', ['doomed-1'])
    doomed.kill('SIGKILL')
    await once(doomed, 'exit')
    await knows(registry, 'doomed', [])
  })
})

describe('the registry process', () => {
  noLeaks()

  test('stops in order at SIGTERM, whoever watches', async () => {
    const server = new RegistryProcess()
    await server.start()
    const registry = serviceRegistry({ address: server.address })
    const watcher = await registry.watch()
    await registry.register(record('a', ['a-1']))
    expect(await server.stop()).toBe(0)
    await expect(
      (async () => {
        for await (const _ of watcher);
      })(),
    ).rejects.toMatchObject({ code: 503 })
    await registry.close()
  })

  test('says in one line that its port is taken', async () => {
    const server = new RegistryProcess()
    await server.start()
    const main = join(import.meta.dirname, '../src/main.ts')
    const second = spawn(process.execPath, [main, '-a', server.address], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    second.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const [code] = await once(second, 'close')
    expect([code, said]).toEqual([1, `registry: can't listen on ${server.address}: another process listens there\n`])
    await server.stop()
  })
})

import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Service } from '@micro/core'
import { ConsulServer, EtcdServer } from '@micro/servers'
import { until } from '@micro/testing'
import { TestService } from '@micro/testing/protos'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Child } from '../src/child.ts'
import { type Load, loads } from '../src/rolling/load.ts'
import { registryAt } from '../src/rolling/registry.ts'

const instanceMain = join(import.meta.dirname, '../src/rolling/instance.ts')

/** Seconds for which a registry is away. */
const away = process.env.RENTING_LONG ? 30 : 8

/**
 * Seconds for which it stands still. An etcd that stood still for longer than a lease may end it before it hears its
 * owner again, and says the same of one that was given up: that is not held yet.
 */
const frozen = { consul: away, etcd: 2 } as const

const servers = { consul: () => ConsulServer.start(), etcd: () => EtcdServer.start() } as const

describe.each(['consul', 'etcd'] as const)('calls go on, and none fails, with %s', (kind) => {
  let server: ConsulServer | EtcdServer
  let children: Child[]
  let caller: Service
  let load: { readonly stores: Load; readonly echoes: Load }

  beforeEach(async () => {
    children = []
    server = await servers[kind]()
    caller = new Service({ name: 'caller', registry: registryAt(kind, server.address) })
    await caller.start()
    await instance('a')
    await instance('b')
    load = loads(caller.client(TestService))
    await load.stores.served('a', 'b')
  }, 60_000)
  afterEach(async () => {
    await Promise.all([load?.stores.stop(), load?.echoes.stop()])
    await caller?.stop()
    await Promise.all(children.map((child) => child.end('SIGKILL')))
    await server?.stop()
  }, 60_000)

  async function instance(id: string): Promise<Child> {
    const child = new Child(instanceMain, [kind, server.address, id])
    children.push(child)
    await child.said(/^serves$/)
    return child
  }

  async function ended(): Promise<void> {
    await Promise.all([load.stores.stop(), load.echoes.stop()])
    expect([...load.stores.failures, ...load.echoes.failures]).toEqual([])
    console.log(`${kind}: ${load.stores.answered + load.echoes.answered} calls, none failed`)
  }

  /** Asks the registry itself, as somebody who has just come. */
  async function listed(): Promise<readonly string[]> {
    const fresh = registryAt(kind, server.address)
    try {
      const found = await fresh.getService(TestService.service).catch(() => [])
      return found.flatMap(({ nodes }) => nodes.map(({ id }) => id)).toSorted()
    } finally {
      await fresh.close()
    }
  }

  test('while it is killed, away, and started again', { timeout: 180_000 }, async () => {
    const before = await listed()
    expect(before).toHaveLength(2)
    await server.kill()
    await pause(away * 1000)
    await load.stores.served('a', 'b')
    await server.start()
    await expect.poll(listed, { timeout: 60_000 }).toEqual(before)
    await load.stores.served('a', 'b')
    await ended()
  })

  test('while it loses all it knew; then everything is registered again', { timeout: 180_000 }, async () => {
    const before = await listed()
    await server.wipe()
    await server.start()
    const since = performance.now()
    await expect.poll(listed, { timeout: 60_000, interval: 20 }).toEqual(before)
    console.log(`${kind}: all registered again ${Math.round(performance.now() - since)} ms after it served`)
    await load.stores.served('a', 'b')
    await ended()
  })

  test('while it is frozen, and goes on', { timeout: 180_000 }, async () => {
    await server.freeze()
    await pause(frozen[kind] * 1000)
    await load.stores.served('a', 'b')
    server.thaw()
    await instance('c')
    await load.stores.served('a', 'b', 'c')
    await ended()
  })

  test('while instances are replaced one by one', { timeout: 180_000 }, async () => {
    for (const [index, id] of ['c', 'd'].entries()) {
      await instance(id)
      await load.stores.served(id)
      expect(await children[index]!.end('SIGTERM')).toBe(0)
      await load.stores.served(id)
    }
    await until(async () => (await listed()).length === 2, 'the registry to know the two new ones alone')
    await ended()
  })

  test('but those that a killed instance was handling, of which none may be made twice', {
    timeout: 180_000,
  }, async () => {
    await children[0]!.end('SIGKILL')
    await load.stores.served('b')
    await load.echoes.served('b')
    await Promise.all([load.stores.stop(), load.echoes.stop()])
    expect(load.echoes.failures).toEqual([])
    expect(load.stores.failures.length).toBeLessThanOrEqual(16)
    for (const error of load.stores.failures) expect(error).toMatchObject({ code: 503, unprocessed: false })
    // Its lease runs out.
    await expect.poll(listed, { timeout: 90_000 }).toHaveLength(1)
  })
})

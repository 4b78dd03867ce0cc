import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import type { Registry, ServiceRecord } from '@micro/core'
import { ConsulServer } from '@micro/servers'
import { knows, node, noLeaks, record, sayings } from '@micro/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ask, deregisterAll } from '../test/agent.ts'
import { encodeTag } from './encode.ts'
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

/** Registers as others do, who know nothing of the plugin. */
function register(service: Readonly<Record<string, unknown>>): Promise<unknown> {
  return ask(server.address, 'PUT', 'agent/service/register', service)
}

const ids = (services: readonly ServiceRecord[]) =>
  services.flatMap(({ nodes }) => nodes.map(({ id }) => id)).toSorted()
const names = (services: readonly ServiceRecord[]) => services.map(({ name }) => name)

describe('what others have registered', () => {
  noLeaks()

  test('is read as Go Micro writes it', async () => {
    const registry = client()
    await register({
      ID: 'greeter-1',
      Name: 'greeter',
      Address: '127.0.0.1',
      Port: 9000,
      Tags: [
        't-789caa562a28ca2fc94fcecf51b252ca2d4d2e50aa05040000ffff46a906e2',
        't-789caa562a294acc2b2ec82f2a51b252ca28292950aa05040000ffff4f930768',
        encodeTag('e', '{"name":"Greeter.Hello","request":null,"response":null,"metadata":{"stream":"true"}}'),
        'v-789cca492c492d2e01040000ffff08cc028e',
      ],
      Check: { TTL: '1m0s', Status: 'passing', DeregisterCriticalServiceAfter: '1m5s' },
    })
    await knows(registry, 'greeter', ['greeter-1'])
    expect(await registry.getService('greeter')).toEqual([
      {
        name: 'greeter',
        version: 'latest',
        metadata: {},
        endpoints: [{ name: 'Greeter.Hello', request: null, response: null, metadata: { stream: 'true' } }],
        nodes: [{ id: 'greeter-1', address: '127.0.0.1:9000', metadata: { protocol: 'mucp', transport: 'http' } }],
      },
    ])
  })

  test('hurts no list when it is malformed, and is told of once per node', async () => {
    const said = sayings()
    const registry = client({ log: said.log })
    await registry.register(record('a', ['a-1']))
    await register({ ID: 'a-2', Name: 'a', Port: 80, Tags: ['v-zz', 't-shirts', 'e-00', 'primary'] })
    await register({ ID: 'a-3', Name: 'a', Port: 81, Address: '10.0.0.3', Tags: ['v=1.0.0', 't={"protocol":"http"}'] })
    await register({ ID: `a-${'x'.repeat(300)}`, Name: 'a', Port: 82 })
    await knows(registry, 'a', ['a-1', 'a-2', 'a-3'])
    for (let i = 0; i < 3; i++) await registry.getService('a')
    const [first, second] = (await registry.getService('a')).toSorted((a, b) => (a.version < b.version ? -1 : 1))
    expect(first).toMatchObject({
      version: '1.0.0',
      nodes: [{ id: 'a-1' }, node('a-3', '10.0.0.3:81', { metadata: { protocol: 'http' } })],
    })
    // Registered without an address: it is where its agent is.
    expect(second).toMatchObject({ version: 'latest', nodes: [{ id: 'a-2', address: '127.0.0.1:80', metadata: {} }] })
    expect(said.words).toEqual(Array(2).fill('a node in consul is not as it should be'))
    expect(said.fields).toContainEqual({ service: 'a', node: 'a-2', error: expect.stringContaining('t-shirts') })
  })

  test('is told apart from names in another case, which consul does not', async () => {
    const registry = client()
    await registry.register(record('house', ['house-1']))
    await registry.register(record('House', ['House-2']))
    expect(ids(await registry.getService('house'))).toEqual(['house-1'])
    expect(ids(await registry.getService('House'))).toEqual(['House-2'])
  })

  test('does not hold consul itself, unless a service of ours has that name', async () => {
    const registry = client()
    const all = await registry.watch()
    expect(await registry.getService('consul')).toEqual([])
    expect(await registry.listServices()).toEqual([])
    await registry.register(record('consul', ['consul-1']))
    expect(ids(await registry.getService('consul'))).toEqual(['consul-1'])
    expect(names(await registry.listServices())).toEqual(['consul'])
    for await (const { action, service } of all) {
      expect([action, ids([service])]).toEqual(['create', ['consul-1']])
      break
    }
  })

  test('is told to those who watch all, whatever of it changes', async () => {
    const registry = client()
    const all = (await registry.watch())[Symbol.asyncIterator]()
    const told = async () => {
      const { value } = await all.next()
      return [value!.action, value!.service.name, value!.service.nodes[0]?.address, value!.service.version]
    }
    await register({ ID: 'b-1', Name: 'b', Address: '10.0.0.1', Port: 80 })
    expect(await told()).toEqual(['create', 'b', '10.0.0.1:80', 'latest'])
    await register({ ID: 'b-1', Name: 'b', Address: '10.0.0.1', Port: 81 })
    expect(await told()).toEqual(['update', 'b', '10.0.0.1:81', 'latest'])
    await register({ ID: 'b-1', Name: 'b', Address: '10.0.0.1', Port: 81, Tags: ['v=2'] })
    expect(await told()).toEqual(['delete', 'b', '10.0.0.1:81', 'latest'])
    expect(await told()).toEqual(['create', 'b', '10.0.0.1:81', '2'])
    await register({ ID: 'b-2', Name: 'b', Address: '10.0.0.2', Port: 81, Tags: ['v=2'] })
    expect(await told()).toEqual(['create', 'b', '10.0.0.2:81', '2'])
    await ask(server.address, 'PUT', 'agent/service/deregister/b-1')
    expect(await told()).toEqual(['delete', 'b', '10.0.0.1:81', '2'])
    await all.return?.()
  })

  test('may be more services than an agent takes connections of one client', async () => {
    const registry = client()
    const many = Array.from({ length: 250 }, (_, i) => `many-${i}`)
    await Promise.all(many.map((name) => registry.register(record(name, [`${name}-1`]))))
    const all = (await registry.watch())[Symbol.asyncIterator]()
    expect(await registry.listServices()).toHaveLength(250)
    await registry.register(record('new', ['new-1']))
    expect((await all.next()).value).toMatchObject({ action: 'create', service: { name: 'new' } })
    await all.return?.()
  })

  test('and has crashed is neither read nor listed nor left out of a watch', async () => {
    const registry = client()
    const all = await registry.watch()
    await registry.register(record('crashed', ['crashed-1']), { ttl: 1000 })
    await registry.register(record('alive', ['alive-1']))
    const words: string[] = []
    for await (const { action, service } of all) {
      words.push(`${action} ${service.name}`)
      if (action === 'delete') break
    }
    expect(words.toSorted()).toEqual(['create alive', 'create crashed', 'delete crashed'])
    expect(names(await registry.listServices())).toEqual(['alive'])
    expect(await registry.getService('crashed')).toEqual([])
    // Its process was only slow: the next renewal brings it back.
    await registry.register(record('crashed', ['crashed-1']), { ttl: 1000 })
    await knows(registry, 'crashed', ['crashed-1'])
    expect(names(await registry.listServices())).toEqual(['alive', 'crashed'])
  })
})

describe('what is registered', () => {
  noLeaks()

  test('may have an address of IPv6, or one without a port', async () => {
    const registry = client()
    const nodes = [node('a-1', '[2001:db8::1]:9000'), node('a-2', 'memory-house')]
    await registry.register({ ...record('a', []), nodes })
    expect((await registry.getService('a'))[0]?.nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(nodes)
  })

  test('may be probed by consul instead of being renewed', async () => {
    const listening = createServer().listen(0, '127.0.0.1')
    await once(listening, 'listening')
    const address = `127.0.0.1:${(listening.address() as AddressInfo).port}`
    const registry = client({ tcpCheck: 1000 })
    await registry.register({ ...record('a', []), nodes: [node('a-1', address)] }, { ttl: 500 })
    await registry.register({ ...record('a', []), nodes: [node('a-1', address)] }, { ttl: 500 })
    await registry.register({ ...record('a', []), nodes: [node('a-2', '127.0.0.1:1')] })
    await knows(registry, 'a', ['a-1'])
    listening.close()
    await knows(registry, 'a', [])
  })

  test('is refused with consul’s words where consul refuses', async () => {
    const registry = client()
    const nodes = [node('a-1', '0.0.0.0:80')]
    await expect(registry.register({ ...record('a', []), nodes })).rejects.toMatchObject({
      code: 400,
      detail: expect.stringContaining('Invalid service address'),
    })
    await expect(registry.register(record('a', ['a-1']), { ttl: 0 })).rejects.toMatchObject({ reason: 'INVALID_TTL' })
  })

  test('is told to those who watch within moments', async () => {
    const registry = client()
    const changes = (await registry.watch({ service: 'a' }))[Symbol.asyncIterator]()
    const told: number[] = []
    const registered: number[] = []
    for (let i = 0; i < 50; i++) {
      const begin = performance.now()
      const done = registry.register(record('a', [`a-${i}`])).then(() => registered.push(performance.now() - begin))
      const { value } = await changes.next()
      told.push(performance.now() - begin)
      expect(ids([value!.service])).toEqual([`a-${i}`])
      await done
    }
    await changes.return?.()
    console.log(`from register to the change in a watch: ${summary(told)}; to its return: ${summary(registered)}`)
  })
})

function summary(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  return `median ${sorted[Math.floor(sorted.length / 2)]!.toFixed(1)} ms, largest ${sorted.at(-1)!.toFixed(1)} ms`
}

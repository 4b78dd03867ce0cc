import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Changes, knows, noLeaks, record } from '@micro/testing'
import { describe, expect, test } from 'vitest'
import { Gateway } from './gateway.ts'
import { Stage } from './stage.ts'

/** What Go Micro writes, with a lease that etcd numbered. */
const greeter =
  '{"name":"greeter","version":"latest","metadata":null,"endpoints":[{"name":"Greeter.Hello","request":null,' +
  '"response":null,"metadata":{}}],"nodes":[{"id":"greeter-1","address":"127.0.0.1:9000","metadata":null}]}'

describe('an etcd that others use too', () => {
  noLeaks()
  const stage = new Stage()

  test('shows services of Go Micro, and Go Micro finds ours where it looks', async () => {
    const server = await stage.server()
    const gateway = new Gateway(server.address)
    const registry = stage.client({ address: server.address })
    const changes = await Changes.of(registry)
    const { ID } = await gateway.call<{ ID: string }>('lease/grant', { TTL: 60 })
    expect(Number(ID)).toBeGreaterThan(Number.MAX_SAFE_INTEGER)
    const key = Buffer.from('/micro/registry/greeter/greeter-1').toString('base64')
    await gateway.call('kv/put', { key, value: Buffer.from(greeter).toString('base64'), lease: ID })
    await changes.are(['create greeter-1'])
    expect(await registry.getService('greeter')).toEqual([
      {
        name: 'greeter',
        version: 'latest',
        metadata: {},
        endpoints: [{ name: 'Greeter.Hello', request: null, response: null, metadata: {} }],
        nodes: [{ id: 'greeter-1', address: '127.0.0.1:9000', metadata: {} }],
      },
    ])
    await gateway.revoke(ID)
    await changes.are(['create greeter-1', 'delete greeter-1'])
    await changes.stop()
    await registry.register({ ...record('a/b', []), nodes: [{ id: 'a/b-1', address: 'h:1', metadata: {} }] })
    expect((await gateway.get('/micro/registry/a-b/a-b-1'))?.value).toBe(
      '{"name":"a/b","version":"1.0.0","metadata":{},"endpoints":[],' +
        '"nodes":[{"id":"a/b-1","address":"h:1","metadata":{}}]}',
    )
  })

  test('keeps services apart whose keys begin alike', async () => {
    const server = await stage.server()
    const registry = stage.client({ address: server.address })
    const [slash, dash] = [record('a/b', ['1', '2']), record('a-b', ['3'])]
    const [one, other] = [
      await Changes.of(registry, { service: 'a/b' }),
      await Changes.of(registry, { service: 'a-b' }),
    ]
    await registry.register(slash)
    await registry.register(dash)
    expect(await registry.getService('a/b')).toEqual([slash])
    expect(await registry.getService('a-b')).toEqual([dash])
    expect((await registry.listServices()).map(({ name }) => name)).toEqual(['a-b', 'a/b'])
    await one.are(['create 1', 'create 2'])
    await other.are(['create 3'])
    await one.stop()
    await other.stop()
  })

  test('holds what is none of ours: it is left out, and each key said once', async () => {
    const server = await stage.server()
    const gateway = new Gateway(server.address)
    const said: string[] = []
    const registry = stage.client({ address: server.address }, said)
    await registry.register(record('a', ['a-1']))
    const bad = ['a/broken', 'a/other/deeper', 'lonely', 'a/null', 'a/huge'].map((key) => `/micro/registry/${key}`)
    const values = ['{"name":', greeter, greeter, 'null', `"${'x'.repeat(1_000_000)}"`]
    const changes = await Changes.of(registry)
    for (const [i, key] of bad.entries()) await gateway.put(key, values[i]!)
    await registry.register(record('b', ['b-1']))
    for (let round = 0; round < 2; round++) {
      expect(await registry.getService('a')).toEqual([record('a', ['a-1'])])
      expect((await registry.listServices()).map(({ name }) => name)).toEqual(['a', 'b'])
    }
    for (const key of bad) await gateway.delete(key)
    await registry.deregister(record('b', ['b-1']))
    await changes.are(['create b-1', 'delete b-1'])
    await changes.stop()
    expect(said.toSorted()).toEqual(bad.map((key) => `this is no service in etcd: left out: ${key}`).toSorted())
  })

  test('may hold more than one answer does', async () => {
    const server = await stage.server()
    // Some 6 KB a node: less than a page fits.
    const registry = stage.client({ address: server.address, maxAnswer: 256 * 1024 })
    const ids = Array.from({ length: 600 }, (_, i) => `a-${i}`)
    const metadata = { big: 'x'.repeat(4000), more: 'y'.repeat(2000) }
    await Promise.all(ids.map((id) => registry.register(record('a', [id], { metadata }))))
    await knows(registry, 'a', ids.toSorted())
    expect(await registry.listServices()).toHaveLength(1)
    const small = stage.client({ address: server.address, maxAnswer: 1024 })
    await expect(small.getService('a')).rejects.toMatchObject({ code: 413, reason: 'TOO_LARGE' })
  })

  test('is left by a process that has closed its registry, and by one that was only registered', async () => {
    const server = await stage.server()
    for (const how of ['close', 'leave']) {
      const script = join(import.meta.dirname, 'registers-and-ends.ts')
      const child = spawn(process.execPath, [script, server.address, how], { stdio: ['ignore', 'inherit', 'inherit'] })
      const started = performance.now()
      const [code] = await once(child, 'exit')
      expect(code).toBe(0)
      console.log(`a process that does "${how}" ended after ${Math.round(performance.now() - started)} ms`)
    }
    await knows(stage.client({ address: server.address }), 'brief', ['brief-close', 'brief-leave'])
  })
})

import type { ServiceRecord } from '@micro/core'
import { deepEndpoint, node, record, value } from '@micro/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fromGo, sorted } from './go-records.ts'
import { Meeting, soon } from './meeting.ts'
import type { Kind } from './peer.ts'
import { type Line, lines } from './programs.ts'

/** Seconds; for leases that shall not run out while a test looks. */
const long = 60

describe.each(['consul', 'etcd'] as const)('%s', (kind) => {
  let meeting: Meeting
  beforeAll(async () => {
    meeting = await Meeting.at(kind)
  }, 60_000)
  afterEach(() => meeting?.clear())
  afterAll(() => meeting?.stop())

  describe.each(lines)('go-micro %s', { timeout: 180_000 }, (line) => {
    test('what Go registers, ours lists', async () => {
      const { name, registered, listed } = shops(kind, `goes-${line}`)
      const go = await meeting.registering(line, `${long}s`)
      for (const service of registered) await go.register(service)
      const ours = meeting.ours()
      expect(sorted(await ours.getService(name))).toEqual(listed)
      expect((await ours.listServices()).map((each) => [each.name, each.version])).toEqual(
        expect.arrayContaining(listed.map(({ version }) => [name, version])),
      )
      expect(await go.end('SIGTERM')).toBe(0)
      await expect.poll(() => ours.getService(name), soon).toEqual([])
    })

    test('what ours registers, Go lists', async () => {
      const { name, registered, listed } = shops(kind, `ours-${line}`)
      const ours = meeting.ours()
      for (const service of registered) await ours.register(service, { ttl: long * 1000 })
      expect(sorted((await meeting.list(line, name)).map(fromGo))).toEqual(listed.map((each) => seen(kind, each)))
      for (const service of registered) await ours.deregister(service)
    })

    test('ours sees what Go registers, renews, updates and deregisters', async () => {
      const { name, one, other } = shop(`seen-${line}`)
      const changes = await meeting.watched({ service: name })
      const go = await meeting.registering(line, '4s')
      await go.register(one)
      await expect.poll(() => changes.words, soon).toEqual([`create ${name}-a`])
      expect(changes.all[0]?.service).toEqual(seen(kind, one))
      // Longer than it lives without being renewed; no renewal is a change.
      await go.said('renewed', 4)
      await go.register(other)
      await expect.poll(() => changes.words, soon).toEqual([`create ${name}-a`, `update ${name}-a`])
      expect(changes.all[1]?.service).toEqual(seen(kind, other))
      expect(await go.end('SIGTERM')).toBe(0)
      const all = [`create ${name}-a`, `update ${name}-a`, `delete ${name}-a`]
      await expect.poll(() => changes.words, soon).toEqual(all)
      expect(changes.all[2]?.service).toEqual(seen(kind, other))
    })

    test('ours sees a service of Go end that was killed', async () => {
      const { name, one } = shop(`killed-${line}`)
      const changes = await meeting.watched({ service: name })
      const go = await meeting.registering(line, '3s')
      await go.register(one)
      await expect.poll(() => changes.words, soon).toEqual([`create ${name}-a`])
      expect(await go.end('SIGKILL')).toBe('SIGKILL')
      await expect.poll(() => changes.words, soon).toEqual([`create ${name}-a`, `delete ${name}-a`])
      expect(await meeting.ours().getService(name)).toEqual([])
    })

    test('Go sees what ours registers, renews, updates, deregisters and registers again', async () => {
      const { name, one, other } = shop(`sees-${line}`)
      const go = await meeting.watching(line, name)
      const ours = meeting.ours()
      const register = (service: ServiceRecord) => ours.register(service, { ttl: long * 1000 })
      // One of ours beside it, to know when a watcher of Go's that says nothing had something to say.
      const changes = await meeting.watched({ service: name })
      const said = saidByGo(kind, line, `${name}-a`)
      const both = async (steps: number) => {
        await expect.poll(() => changes.words, soon).toHaveLength(steps)
        await expect.poll(() => go.words, soon).toEqual(said.slice(0, steps).flat())
      }

      await register(one)
      await both(1)
      await register(one)
      await register(one)
      await register(other)
      await both(2)
      const updated = go.changes.findLast(({ Action }) => Action === 'update')
      if (said.flat().length > 0) expect(fromGo(updated!.Service)).toEqual(seen(kind, other))
      await ours.deregister(other)
      await both(3)
      await register(one)
      await both(4)
      await ours.deregister(one)
    })

    test('Go sees ours end that fell silent', async () => {
      const { name, one } = shop(`silent-${line}`)
      const go = await meeting.watching(line, name)
      const changes = await meeting.watched({ service: name })
      const ours = meeting.ours()
      await ours.register(one, { ttl: 3000 })
      const [created, , deleted] = saidByGo(kind, line, `${name}-a`)
      await expect.poll(() => go.words, soon).toEqual(created)
      // It takes nothing back: as one that was killed.
      await ours.close()
      await expect.poll(() => changes.words, soon).toEqual([`create ${name}-a`, `delete ${name}-a`])
      if (kind === 'etcd') {
        await expect.poll(() => go.words, soon).toEqual([...created!, ...deleted!])
        await expect(meeting.list(line, name)).rejects.toThrow('service not found')
      } else {
        // Consul keeps it for a minute, as critical: Go lists the service then, without nodes.
        const rest = created!.length > 0 ? [`delete ${name}-a`, 'update -'] : []
        await expect.poll(() => go.words, soon).toEqual([...created!, ...rest])
        expect((await meeting.list(line, name)).map((each) => each.nodes)).toEqual([null])
      }
    })
  })
})

/**
 * What Go's watcher says when ours registers a node, updates it, deregisters it and registers it again.
 *
 * - consul, v3: each service also comes and goes by its name alone.
 * - consul, v4: nothing at all. It watches one service and takes the answers for lists of services' names.
 * - consul, v5: a service that was gone and is back is an update: its last nodes are never forgotten.
 */
function saidByGo(kind: Kind, line: Line, id: string): readonly (readonly string[])[] {
  const plain = [[`create ${id}`], [`update ${id}`], [`delete ${id}`]]
  if (kind === 'etcd') return [...plain, [`create ${id}`]]
  if (line === 'v3') {
    const created = ['create -', `create ${id}`]
    return [created, [`update ${id}`], [`delete ${id}`, 'delete -'], created]
  }
  return line === 'v4' ? [[], [], [], []] : [...plain, [`update ${id}`]]
}

/** Go Micro keeps no metadata of a service in consul, and reads none of ours. */
function seen(kind: Kind, service: ServiceRecord): ServiceRecord {
  return kind === 'consul' ? { ...service, metadata: {} } : service
}

const endpoints = [
  deepEndpoint,
  { name: 'HouseService.Watch', request: null, response: value('response', 'House', []), metadata: {} },
]

/** A node, and the same with other metadata. */
function shop(name: string): { readonly name: string; readonly one: ServiceRecord; readonly other: ServiceRecord } {
  const common = { metadata: { team: 'east' }, endpoints }
  return {
    name,
    one: record(name, [], { ...common, nodes: [node(`${name}-a`)] }),
    other: record(name, [], { ...common, nodes: [node(`${name}-a`, undefined, { metadata: { text: '<&> “值”' } })] }),
  }
}

/** Three nodes of two versions. */
function shops(kind: Kind, name: string) {
  const nodes = {
    a: node(`${name}-a`, '127.0.0.1:9001', { metadata: { protocol: 'grpc', text: '<&> “值”', empty: '' } }),
    b: node(`${name}-b`, '[::1]:9002'),
    c: node(`${name}-c`, 'shop.example:9003', { metadata: {} }),
  }
  const first = record(name, [], { metadata: { team: 'east' }, endpoints })
  const second = { ...first, version: '2.0.0', endpoints: [deepEndpoint] }
  const { a, b, c } = nodes
  return {
    name,
    registered: [
      { ...first, nodes: [a] },
      { ...first, nodes: [b] },
      { ...second, nodes: [c] },
    ],
    listed: [
      { ...first, nodes: [a, b] },
      { ...second, nodes: [c] },
    ].map((each) => seen(kind, each)),
  }
}

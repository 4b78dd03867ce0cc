import type { ServiceRecord } from '@micro/core'
import { deepEndpoint, node, record } from '@micro/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fromGo } from './go-records.ts'
import { Meeting, soon } from './meeting.ts'
import { type Line, lines } from './programs.ts'

// What versions of Go Micro do that others don't, or that nobody expects: as it is, so that it is known, and so that a
// version that does otherwise is noticed.

/** What Go says of a service that it refuses, or undefined. */
async function refusal(meeting: Meeting, line: Line, service: ServiceRecord, ttl = '60s'): Promise<string | undefined> {
  const go = await meeting.registering(line, ttl)
  return await go.register(service).then(
    () => undefined,
    () => go.errors,
  )
}

describe('consul', () => {
  let meeting: Meeting
  beforeAll(async () => {
    meeting = await Meeting.at('consul')
  }, 60_000)
  afterEach(() => meeting?.clear())
  afterAll(() => meeting?.stop())

  describe.each(lines)('go-micro %s', { timeout: 120_000 }, (line) => {
    test('of a service with two nodes the first alone is registered', async () => {
      const name = `two-${line}`
      expect(await refusal(meeting, line, record(name, [`${name}-a`, `${name}-b`]))).toBeUndefined()
      const [found] = await meeting.ours().getService(name)
      expect(found?.nodes.map(({ id }) => id)).toEqual([`${name}-a`])
    })

    test('metadata of the service are not registered, and those of ours not read', async () => {
      const [goes, ours] = [`goes-metadata-${line}`, `ours-metadata-${line}`]
      const metadata = { team: 'east' }
      const registry = meeting.ours()
      await refusal(meeting, line, record(goes, [`${goes}-a`], { metadata }))
      expect((await registry.getService(goes))[0]?.metadata).toEqual({})
      await registry.register(record(ours, [`${ours}-a`], { metadata }))
      expect((await meeting.list(line, ours))[0]?.metadata).toBeNull()
      expect((await registry.getService(ours))[0]?.metadata).toEqual(metadata)
    })

    test('a key of metadata that consul takes for no key: v3 registers it, later versions refuse the node', async () => {
      const name = `key-${line}`
      const nodes = [node(`${name}-a`, undefined, { metadata: { 'an odd key': 'x' } })]
      // They write all metadata a second time, where consul allows letters, digits, - and _ alone.
      if (line === 'v3') {
        expect(await refusal(meeting, line, record(name, [], { nodes }))).toBeUndefined()
        expect((await meeting.ours().getService(name))[0]?.nodes).toEqual(nodes)
      } else {
        expect(await refusal(meeting, line, record(name, [], { nodes }))).toContain('Key contains invalid characters')
      }
    })

    test('ours registers such a key, and Go reads it', async () => {
      const name = `ours-key-${line}`
      const nodes = [node(`${name}-a`, undefined, { metadata: { 'an odd key': 'x' } })]
      await meeting.ours().register(record(name, [], { nodes }))
      expect((await meeting.list(line, name)).map(fromGo)[0]?.nodes).toEqual(nodes)
    })

    test('without a ttl there is no check, and ours takes it as being there', async () => {
      const name = `endless-${line}`
      expect(await refusal(meeting, line, record(name, [`${name}-a`]), '0s')).toBeUndefined()
      expect(await meeting.ours().getService(name)).toHaveLength(1)
    })

    test('no version is no text in Go, and latest in ours', async () => {
      const name = `version-${line}`
      await refusal(meeting, line, record(name, [`${name}-a`], { version: '' }))
      expect((await meeting.list(line, name)).map(({ version }) => version)).toEqual([''])
      expect((await meeting.ours().getService(name)).map(({ version }) => version)).toEqual(['latest'])
    })

    test('a service that is not there is an empty list', async () => {
      expect(await meeting.list(line, 'nobody')).toEqual([])
    })

    test('endpoints alone that change are registered', async () => {
      const name = `endpoints-${line}`
      const go = await meeting.registering(line, '60s')
      await go.register(record(name, [`${name}-a`]))
      await go.register(record(name, [`${name}-a`], { endpoints: [deepEndpoint] }))
      const ours = meeting.ours()
      await expect.poll(async () => (await ours.getService(name))[0]?.endpoints, soon).toEqual([deepEndpoint])
    })

    test('a watch of all services: v3 tells consul itself too, later versions refuse', async () => {
      if (line === 'v3') {
        const go = await meeting.watching(line, '')
        await expect.poll(() => go.changes.map(({ Service }) => Service.name), soon).toContain('consul')
      } else await expect(meeting.watching(line, '')).rejects.toThrow('Must specify a single service to watch')
    })

    test('an IPv6 address: the watcher of v3 tells it without brackets, its list with them', async () => {
      const name = `ipv6-${line}`
      const go = await meeting.watching(line, name)
      const nodes = [node(`${name}-a`, '[::1]:9001')]
      await meeting.ours().register(record(name, [], { nodes }))
      expect((await meeting.list(line, name)).map(fromGo)[0]?.nodes).toEqual(nodes)
      const told = () => go.changes.findLast(({ Service }) => Service.nodes !== null)?.Service.nodes?.[0]?.address
      // The watcher of v4 says nothing at all.
      const address = line === 'v4' ? undefined : line === 'v3' ? '::1:9001' : '[::1]:9001'
      await expect.poll(told, soon).toBe(address)
    })
  })
})

describe('etcd', () => {
  let meeting: Meeting
  beforeAll(async () => {
    meeting = await Meeting.at('etcd')
  }, 60_000)
  afterEach(() => meeting?.clear())
  afterAll(() => meeting?.stop())

  describe.each(lines)('go-micro %s', { timeout: 120_000 }, (line) => {
    test('of a service with two nodes both are registered', async () => {
      const name = `two-${line}`
      await refusal(meeting, line, record(name, [`${name}-a`, `${name}-b`]))
      const [found] = await meeting.ours().getService(name)
      expect(found?.nodes.map(({ id }) => id)).toEqual([`${name}-a`, `${name}-b`])
    })

    test('without a ttl there is no lease; v4 panics', async () => {
      const name = `endless-${line}`
      const refused = await refusal(meeting, line, record(name, [`${name}-a`]), '0s')
      if (line === 'v4') expect(refused).toContain('nil pointer dereference')
      else expect(refused).toBeUndefined()
      expect(await meeting.ours().getService(name)).toHaveLength(line === 'v4' ? 0 : 1)
    })

    test('no version is no text in Go, and latest in ours', async () => {
      const name = `version-${line}`
      await refusal(meeting, line, record(name, [`${name}-a`], { version: '' }))
      expect((await meeting.list(line, name)).map(({ version }) => version)).toEqual([''])
      expect((await meeting.ours().getService(name)).map(({ version }) => version)).toEqual(['latest'])
    })

    test('a service that is not there is an error', async () => {
      await expect(meeting.list(line, 'nobody')).rejects.toThrow('service not found')
    })

    test('what changes beside the node is not registered: the node alone is compared', async () => {
      const name = `endpoints-${line}`
      const before = record(name, [`${name}-a`])
      const go = await meeting.registering(line, '60s')
      await go.register(before)
      await go.register({ ...before, version: '2.0.0', metadata: { team: 'east' }, endpoints: [deepEndpoint] })
      expect(await meeting.ours().getService(name)).toEqual([before])
    })

    test('a process that follows one that was killed takes over its lease, with what it registered', async () => {
      const name = `follower-${line}`
      const first = await meeting.registering(line, '60s')
      await first.register(record(name, [`${name}-a`], { version: '1.0.0' }))
      await first.end('SIGKILL')
      await refusal(meeting, line, record(name, [`${name}-a`], { version: '2.0.0', endpoints: [deepEndpoint] }))
      const [found] = await meeting.ours().getService(name)
      expect(found).toMatchObject({ version: '1.0.0', endpoints: [] })
    })

    test('a watch of all services tells all', async () => {
      const name = `all-${line}`
      const go = await meeting.watching(line, '')
      await meeting.ours().register(record(name, [`${name}-a`]))
      await expect.poll(() => go.words, soon).toContain(`create ${name}-a`)
    })

    test('of two nodes that go at once Go is told of the first alone, ours of both', async () => {
      const name = `batch-${line}`
      const ours = meeting.ours()
      const ids = [`${name}-a`, `${name}-b`]
      const go = await meeting.watching(line, name)
      const changes = await meeting.watched({ service: name })
      for (const id of ids) {
        await ours.register(record(name, [id]))
        await expect.poll(() => go.words, soon).toContain(`create ${id}`)
      }
      await removeAll(meeting.address, name)
      await expect.poll(() => changes.words.slice(2), soon).toEqual(ids.map((id) => `delete ${id}`))
      // What comes after it shows that nothing else came.
      await ours.register(record(name, [`${name}-c`]))
      const told = [...ids.map((id) => `create ${id}`), `delete ${name}-a`, `create ${name}-c`]
      await expect.poll(() => go.words, soon).toEqual(told)
    })
  })
})

/** Removes all nodes of a service in one transaction, as an administrator might; etcd tells it as one answer. */
async function removeAll(address: string, name: string): Promise<void> {
  const [key, end] = ['/', '0'].map((last) => Buffer.from(`/micro/registry/${name}${last}`).toString('base64'))
  const answer = await fetch(`http://${address}/v3/kv/deleterange`, {
    method: 'POST',
    body: JSON.stringify({ key, range_end: end }),
  })
  expect(answer.ok).toBe(true)
}

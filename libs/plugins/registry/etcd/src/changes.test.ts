import type { ServiceRecord } from '@micro/core'
import { record } from '@micro/testing'
import { expect, test } from 'vitest'
import { type Event, EventKind, type KeyValue } from '../gen/etcd/v3/rpc.js'
import { changesOf } from './changes.ts'
import { Entries } from './entries.ts'
import { nodeKey } from './keys.ts'
import { encodeValue } from './value.ts'

const said: object[] = []
const note = (fields: object) => void said.push(fields)
const entries = new Entries({ debug: note, info: note, warn: note, error: note })

function kv(service: ServiceRecord, modRevision = 2, createRevision = modRevision): KeyValue {
  const node = service.nodes[0]!
  const key = Buffer.from(nodeKey(service.name, node.id))
  return { key, value: encodeValue(service, node), modRevision, createRevision, lease: 0 }
}

function told(event: Partial<Event>, service?: string): string[] {
  const changes = changesOf({ kind: EventKind.PUT, ...event }, entries, service)
  return changes.map((change) => `${change.action} ${change.service.nodes[0]?.id} ${change.service.version}`)
}

const one = record('a', ['a-1'])
const changed = record('a', ['a-1'], { metadata: { commit: 'f00' } })

test('a put is a creation where nothing was, else an update', () => {
  expect(told({ kv: kv(one) })).toEqual(['create a-1 1.0.0'])
  expect(told({ kv: kv(changed, 3, 2), prevKv: kv(one) })).toEqual(['update a-1 1.0.0'])
  // What was there is compacted.
  expect(told({ kv: kv(changed, 3, 2) })).toEqual(['update a-1 1.0.0'])
})

test('a put of what is there already is nothing', () => {
  expect(told({ kv: kv(one, 3, 2), prevKv: kv(one) })).toEqual([])
})

test('a put of another version, or of another service whose key is the same, is a deletion too', () => {
  const next = record('a', ['a-1'], { version: '2.0.0' })
  expect(told({ kv: kv(next, 3, 2), prevKv: kv(one) })).toEqual(['delete a-1 1.0.0', 'create a-1 2.0.0'])
  const [slash, dash] = [record('a/b', ['a/b-1']), record('a-b', ['a-b-1'])]
  expect(told({ kv: kv(dash, 3, 2), prevKv: kv(slash) })).toEqual(['delete a/b-1 1.0.0', 'create a-b-1 1.0.0'])
  expect(told({ kv: kv(dash, 3, 2), prevKv: kv(slash) }, 'a/b')).toEqual(['delete a/b-1 1.0.0'])
  expect(told({ kv: kv(dash, 3, 2), prevKv: kv(slash) }, 'a-b')).toEqual(['create a-b-1 1.0.0'])
})

test('a deletion tells what was there, and can’t be told where that is not known', () => {
  const gone = { ...kv(one), value: Buffer.alloc(0) }
  expect(told({ kind: EventKind.DELETE, kv: gone, prevKv: kv(one) })).toEqual(['delete a-1 1.0.0'])
  expect(told({ kind: EventKind.DELETE, kv: gone, prevKv: kv(one) }, 'b')).toEqual([])
  expect(() => told({ kind: EventKind.DELETE, kv: gone })).toThrow(expect.objectContaining({ reason: 'WATCH_LOST' }))
})

test('what is no service is left out, said once; one that was there before is gone', () => {
  said.length = 0
  const bad = { ...kv(one, 3, 2), value: Buffer.from('no JSON') }
  expect(told({ kv: bad })).toEqual([])
  expect(told({ kv: bad, prevKv: kv(one) })).toEqual(['delete a-1 1.0.0'])
  expect(told({ kv: kv(one, 4, 2), prevKv: bad })).toEqual(['create a-1 1.0.0'])
  expect(said).toEqual([{ key: '/micro/registry/a/a-1', error: expect.stringContaining('JSON') }])
})

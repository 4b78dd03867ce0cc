import { node, record } from '@micro/testing'
import { expect, test } from 'vitest'
import type { Filter } from '../selector.ts'
import { filterBlacklist, filterEndpoint, filterLabel, filterVersion } from './filters.ts'

const endpoint = (name: string) => ({ name, request: null, response: null, metadata: {} })
const inZone = (id: string, zone: string) => node(id, `${id}:1`, { metadata: { zone } })
const services = [
  { ...record('a', []), endpoints: [endpoint('A.Get')], nodes: [inZone('a-1', 'east'), inZone('a-2', 'west')] },
  { ...record('a', [], { version: '2.0.0' }), endpoints: [endpoint('A.Put')], nodes: [inZone('a-3', 'west')] },
]

test.each<[string, readonly Filter[], readonly string[]]>([
  ['one version', [filterVersion('2.0.0')], ['a-3']],
  ['a version that nobody runs', [filterVersion('3')], []],
  ['a label', [filterLabel('zone', 'west')], ['a-2', 'a-3']],
  ['a label that nobody has', [filterLabel('region', 'west')], []],
  ['an endpoint', [filterEndpoint('A.Get')], ['a-1', 'a-2']],
  ['all but some, by id and by address', [filterBlacklist(['a-1', 'a-3:1'])], ['a-2']],
  ['all but nobody', [filterBlacklist([])], ['a-1', 'a-2', 'a-3']],
  ['several at once', [filterLabel('zone', 'west'), filterVersion('1.0.0')], ['a-2']],
  ['several that leave nothing', [filterBlacklist(['a-3']), filterVersion('2.0.0')], []],
])('%s', (_, filters, ids) => {
  const left = filters.reduce((list, filter) => filter(list), services as ReturnType<Filter>)
  expect(left.flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual(ids)
  // A version without nodes is none.
  expect(left.every(({ nodes }) => nodes.length > 0)).toBe(true)
})

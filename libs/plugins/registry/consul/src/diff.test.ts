import { node, record } from '@micro/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diff } from './diff.ts'
import type { Instance, Instances } from './instances.ts'
import { merged } from './instances.ts'

function instances(...each: readonly (readonly [id: string, version: string, address: string, index: number])[]) {
  return new Map(
    each.map(([id, version, address, index]): [string, Instance] => [
      id,
      { index, ours: true, record: { ...record('a', []), version, nodes: [node(id, address)] } },
    ]),
  )
}

const words = (before: Instances, after: Instances) =>
  diff(before, after).map(({ action, service }) => `${action} ${service.version} ${service.nodes[0]?.id}`)

describe('a difference', () => {
  test('is what came, changed and went; the latest last', () => {
    const before = instances(['1', 'v1', 'h:1', 1], ['2', 'v1', 'h:2', 2], ['3', 'v1', 'h:3', 3])
    const after = instances(['4', 'v1', 'h:4', 9], ['2', 'v1', 'h:22', 5], ['3', 'v1', 'h:3', 4])
    expect(words(before, after)).toEqual(['delete v1 1', 'update v1 2', 'create v1 4'])
  })

  test('tells a node that is another version now as one that went and one that came', () => {
    const [before, after] = [instances(['1', 'v1', 'h:1', 1]), instances(['1', 'v2', 'h:1', 2])]
    expect(words(before, after)).toEqual(['delete v1 1', 'create v2 1'])
  })

  test('turns what was before into what is, whatever both are', () => {
    const some = fc
      .uniqueArray(
        fc.record({
          id: fc.constantFrom('1', '2', '3', '4', '5'),
          version: fc.constantFrom('v1', 'v2'),
          address: fc.constantFrom('h:1', 'h:2'),
        }),
        { selector: ({ id }) => id },
      )
      .map((list) => instances(...list.map(({ id, version, address }, i) => [id, version, address, i] as const)))
    fc.assert(
      fc.property(fc.array(some, { minLength: 2, maxLength: 2 }), ([before, after]) => {
        const nodes = new Map([...before!].map(([id, { record: known }]) => [id, known]))
        for (const { action, service } of diff(before!, after!)) {
          const { id } = service.nodes[0]!
          if (action === 'delete') nodes.delete(id)
          else nodes.set(id, service)
        }
        const expected = [...after!].map(([id, { record: known }]) => [id, known] as const)
        expect([...nodes].toSorted(byId)).toEqual(expected.toSorted(byId))
      }),
    )
  })
})

describe('nodes of one service', () => {
  test('are one record per version, with the metadata of the latest', () => {
    const all = instances(['1', 'v1', 'h:1', 7], ['2', 'v1', 'h:2', 9], ['3', 'v2', 'h:3', 8])
    for (const [id, instance] of all) {
      all.set(id, { ...instance, record: { ...instance.record, metadata: { from: id } } })
    }
    expect(merged(all).map(({ version, metadata, nodes }) => [version, metadata.from, nodes.length])).toEqual([
      ['v1', '2', 2],
      ['v2', '3', 1],
    ])
  })
})

function byId([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

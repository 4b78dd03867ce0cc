import { describe, expect, test } from 'vitest'
import { deepEndpoint, node, record } from '../records.ts'
import { byId, byVersion, ids, names, type Stage } from './stage.ts'

export function reading(stage: Stage): void {
  describe('register and getService', () => {
    test('gives back what was registered: metadata, endpoints, schemas three deep', async () => {
      const registry = await stage.client()
      const service = record('renting.house', ['renting.house-1'], {
        metadata: { region: 'eu', empty: '' },
        endpoints: [deepEndpoint, { name: 'Nothing.Known', request: null, response: null, metadata: {} }],
      })
      await registry.register(service)
      expect(await registry.getService('renting.house')).toEqual([service])
    })

    test('finds nothing where nothing is', async () => {
      const registry = await stage.client()
      expect(await registry.getService('nobody')).toEqual([])
      expect(await registry.listServices()).toEqual([])
    })

    test('shows every client what another has registered', async () => {
      const [one, other] = [await stage.client(), await stage.client()]
      await one.register(record('a', ['a-1']))
      expect(await other.getService('a')).toEqual([record('a', ['a-1'])])
    })

    test('puts the nodes of one version into one record, and each version into its own', async () => {
      const [one, other] = [await stage.client(), await stage.client()]
      await one.register(record('a', ['a-1']))
      await other.register(record('a', ['a-2', 'a-3']))
      await other.register(record('a', ['a-4'], { version: '2.0.0', metadata: { canary: 'yes' } }))
      const found = byVersion(await one.getService('a'))
      expect(found.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0'])
      expect(ids(found)).toEqual(['a-1', 'a-2', 'a-3', 'a-4'])
      expect(found[1]).toEqual(record('a', ['a-4'], { version: '2.0.0', metadata: { canary: 'yes' } }))
    })

    test('replaces a node that is registered again with other content', async () => {
      const registry = await stage.client()
      await registry.register(record('a', ['a-1', 'a-2']))
      const moved = node('a-1', '127.0.0.1:1', { metadata: { protocol: 'mucp', more: 'x' } })
      await registry.register({ ...record('a', []), nodes: [moved] })
      const found = await registry.getService('a')
      expect(found.flatMap((each) => each.nodes).toSorted(byId)).toEqual([moved, node('a-2')])
    })

    test('takes the endpoints and metadata of the latest registration', async () => {
      const registry = await stage.client()
      await registry.register(record('a', ['a-1']))
      const later = record('a', ['a-1'], { metadata: { commit: 'f00' }, endpoints: [deepEndpoint] })
      await registry.register(later)
      expect(await registry.getService('a')).toEqual([later])
    })

    test('is not changed by what happens to the record afterwards', async () => {
      const registry = await stage.client()
      const metadata: Record<string, string> = { color: 'red' }
      await registry.register({ ...record('a', ['a-1']), metadata })
      metadata.color = 'blue'
      expect((await registry.getService('a'))[0]?.metadata).toEqual({ color: 'red' })
    })

    test.each([
      'renting.house.v1',
      'with space',
      'slash/and\\back',
      'percent%2Fhash#query?x=1&y',
      'größe-价格-🏠',
      'constructor',
      '__proto__',
      'a:b;c,d*>|"\'`',
    ])('keeps %s apart from others', async (name) => {
      const registry = await stage.client()
      await registry.register(record(name, [`${name}-1`]))
      await registry.register(record(`${name}2`, [`${name}2-1`]))
      expect(await registry.getService(name)).toEqual([record(name, [`${name}-1`])])
      expect(names(await registry.listServices())).toEqual([name, `${name}2`].toSorted())
      await registry.deregister(record(name, [`${name}-1`]))
      expect(await registry.getService(name)).toEqual([])
    })

    test('holds 500 nodes of one service', async () => {
      const registry = await stage.client()
      const all = Array.from({ length: 500 }, (_, i) => `big-${i}`)
      await Promise.all(all.map((id) => registry.register(record('big', [id]))))
      expect(ids(await registry.getService('big'))).toEqual(all.toSorted())
    })
  })

  describe('listServices', () => {
    test('names every service, sorted', async () => {
      const registry = await stage.client()
      for (const name of ['c', 'a', 'b.x', 'b']) await registry.register(record(name, [`${name}-1`]))
      expect(names(await registry.listServices())).toEqual(['a', 'b', 'b.x', 'c'])
    })
  })

  describe('deregister', () => {
    test('removes these nodes and no others', async () => {
      const registry = await stage.client()
      await registry.register(record('a', ['a-1', 'a-2', 'a-3']))
      await registry.deregister(record('a', ['a-1', 'a-3']))
      expect(ids(await registry.getService('a'))).toEqual(['a-2'])
    })

    test('leaves nothing behind with the last node', async () => {
      const registry = await stage.client()
      await registry.register(record('a', ['a-1']))
      await registry.deregister(record('a', ['a-1']))
      expect(await registry.getService('a')).toEqual([])
      expect(await registry.listServices()).toEqual([])
    })

    test('does not mind what is not there', async () => {
      const registry = await stage.client()
      await registry.deregister(record('nobody', ['nobody-1']))
      await registry.register(record('a', ['a-1']))
      await registry.deregister(record('a', ['a-9']))
      expect(ids(await registry.getService('a'))).toEqual(['a-1'])
    })
  })
}

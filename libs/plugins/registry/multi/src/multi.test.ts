import { memoryRegistry, type Registry, RegistryStore } from '@micro/core'
import { Changes, record, registrySuite, sayings, UnreliableRegistry, VirtualClock } from '@micro/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { multi } from './index.ts'

registrySuite('multi', async () => {
  const clock = new VirtualClock()
  const stores = [new RegistryStore({ clock }), new RegistryStore({ clock })]
  return {
    registry: () => multi(stores.map((store) => memoryRegistry({ store }))),
    pass: (milliseconds) => clock.advance(milliseconds),
    async close() {
      for (const store of stores) store.clear()
    },
  }
})

function two() {
  const stores = [new RegistryStore(), new RegistryStore()] as const
  const parts = stores.map((store) => new UnreliableRegistry(store)) as [UnreliableRegistry, UnreliableRegistry]
  const { log, words: said } = sayings()
  const registry = multi(parts, { log, minBackoff: 1, maxBackoff: 5 })
  onTestFinished(() => registry.close())
  return { registry, parts, own: stores.map((store) => memoryRegistry({ store })) as [Registry, Registry], said }
}

describe('of two registries', () => {
  test('both get what is registered, and what either knows is found, each node once', async () => {
    const { registry, own } = two()
    await registry.register(record('a', ['a-1']))
    for (const each of own) expect(await each.getService('a')).toEqual([record('a', ['a-1'])])
    await own[0].register(record('a', ['a-2']))
    await own[1].register(record('a', ['a-3'], { version: '2.0.0' }))
    await own[1].register(record('b', ['b-1']))
    const found = await registry.getService('a')
    expect(found.map(({ version, nodes }) => [version, nodes.map(({ id }) => id)])).toEqual([
      ['1.0.0', ['a-1', 'a-2']],
      ['2.0.0', ['a-3']],
    ])
    expect((await registry.listServices()).map(({ name }) => name)).toEqual(['a', 'a', 'b'])
  })

  test('where they differ on a node, the first is believed', async () => {
    const { registry, own } = two()
    await own[1].register(record('a', ['a-1'], { version: '1.0.0' }))
    await own[0].register(record('a', ['a-1'], { version: '2.0.0' }))
    expect((await registry.getService('a')).map(({ version }) => version)).toEqual(['2.0.0'])
  })

  test('a node is gone when the last has lost it, and that is told once', async () => {
    const { registry, own } = two()
    const changes = await Changes.of(registry)
    await registry.register(record('a', ['a-1']))
    await own[0].deregister(record('a', ['a-1']))
    await own[0].register(record('a', ['a-2']))
    await expect.poll(() => changes.words).toEqual(['create a-1', 'create a-2'])
    await own[1].deregister(record('a', ['a-1']))
    await expect.poll(() => changes.words).toEqual(['create a-1', 'create a-2', 'delete a-1'])
    await registry.register(record('a', ['a-1']))
    await expect.poll(() => changes.words).toEqual(['create a-1', 'create a-2', 'delete a-1', 'create a-1'])
  })

  test('one that is away is left out, said once, and read anew when it is back', async () => {
    const { registry, parts, own, said } = two()
    const changes = await Changes.of(registry)
    parts[0].goDown()
    await registry.register(record('a', ['a-1']))
    await registry.register(record('a', ['a-1']))
    expect(await registry.getService('a')).toHaveLength(1)
    expect(await own[0].getService('a')).toEqual([])
    await expect.poll(() => changes.words).toEqual(['create a-1'])
    expect(said).toEqual(['a registry is away: the others go on without it'])

    parts[0].state = 'up'
    await expect(changes.ended()).rejects.toMatchObject({ reason: 'READ_ANEW' })
    expect(said.slice(1)).toEqual(['a registry is back'])
    await registry.register(record('a', ['a-1']))
    expect(await own[0].getService('a')).toHaveLength(1)
  })

  test('one that was away from the beginning takes part when it is there', async () => {
    const { registry, parts } = two()
    parts[1].state = 'down'
    const changes = await Changes.of(registry)
    parts[1].state = 'up'
    await expect(changes.ended()).rejects.toMatchObject({ reason: 'READ_ANEW' })
  })

  test('neither there is an error', async () => {
    const { registry, parts } = two()
    for (const part of parts) part.goDown()
    const away = expect.objectContaining({ code: 503, detail: 'connection refused' })
    await expect(registry.register(record('a', ['a-1']))).rejects.toThrow(away)
    await expect(registry.getService('a')).rejects.toThrow(away)
    await expect(registry.watch()).rejects.toThrow(away)
  })
})

test('of no registries there is none', () => {
  expect(() => multi([])).toThrow(expect.objectContaining({ code: 400 }))
})

import { record } from '@micro/testing'
import { expect, onTestFinished, test } from 'vitest'
import { parseServices, staticRegistry } from './index.ts'

test('what is given is found, at these addresses and no others', async () => {
  const registry = staticRegistry({ services: { a: ['h1:1', 'h2:2'], 'b.x': ['h3:3'] } })
  onTestFinished(() => registry.close())
  expect(await registry.getService('a')).toEqual([
    {
      name: 'a',
      version: 'latest',
      metadata: {},
      endpoints: [],
      nodes: [
        { id: 'a-h1:1', address: 'h1:1', metadata: {} },
        { id: 'a-h2:2', address: 'h2:2', metadata: {} },
      ],
    },
  ])
  expect((await registry.listServices()).map(({ name }) => name)).toEqual(['a', 'b.x'])
  expect(await registry.getService('nobody')).toEqual([])
})

test('who registers or leaves changes nothing', async () => {
  const registry = staticRegistry({ services: { a: ['h1:1'] } })
  onTestFinished(() => registry.close())
  const before = await registry.listServices()
  await registry.register(record('a', ['a-1']))
  await registry.deregister(before[0]!)
  expect(await registry.listServices()).toEqual(before)
  await expect(registry.register(record('', ['a-1']))).rejects.toMatchObject({ code: 400 })
  await expect(registry.register(record('a', ['a-1']), { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 499,
  })
})

test('a watch tells nothing, and ends when it is stopped or the registry closed', async () => {
  const registry = staticRegistry({ services: { a: ['h1:1'] } })
  const watchers = [await registry.watch(), await registry.watch({ service: 'a' })]
  const all = watchers.map(async (watcher) => {
    for await (const change of watcher) expect.unreachable(JSON.stringify(change))
  })
  watchers[0]!.stop()
  await all[0]
  await registry.close()
  await Promise.all(all)
  await expect(registry.getService('a')).rejects.toMatchObject({ reason: 'CLOSED' })
})

test.each([
  ['', {}],
  ['a=h:1', { a: ['h:1'] }],
  [' a = h:1 , h:2 ; b=h:3;', { a: ['h:1', 'h:2'], b: ['h:3'] }],
  ['a=h:1;a=[::1]:2', { a: ['h:1', '[::1]:2'] }],
  ['__proto__=h:1', { ['__proto__']: ['h:1'] }],
])('%j is read', (text, services) => {
  expect(Object.entries(parseServices(text))).toEqual(Object.entries(services))
})

test.each(['a', 'a=', '=h:1', 'a=h:1=b', 'a=,'])('%j is refused by name', (text) => {
  expect(() => parseServices(text)).toThrow(
    expect.objectContaining({ code: 400, detail: expect.stringContaining(text) }),
  )
})

test('what no registry takes is refused before anybody asks', () => {
  expect(() => staticRegistry({ services: { 'a\nb': ['h:1'] } })).toThrow(expect.objectContaining({ code: 400 }))
  expect(() => staticRegistry({ services: { a: [] } })).toThrow(expect.objectContaining({ code: 400 }))
})

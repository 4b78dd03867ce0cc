import { describe, expect, test } from 'vitest'
import { deepEndpoint, record } from '../records.ts'
import { ids, type Stage } from './stage.ts'

export function watching(stage: Stage): void {
  describe('watch', () => {
    test('tells what comes, changes and goes', async () => {
      const registry = await stage.client()
      const changes = await stage.watch(registry, 'a')
      await registry.register(record('a', ['a-1']))
      await registry.register(record('a', ['a-1'], { metadata: { changed: 'yes' } }))
      await registry.deregister(record('a', ['a-1']))
      await changes.until((words) => words.length >= 3)
      expect(changes.words).toEqual(['create a-1', 'update a-1', 'delete a-1'])
      expect(changes.all[0]?.service).toEqual(record('a', ['a-1']))
      expect(changes.all[1]?.service).toEqual(record('a', ['a-1'], { metadata: { changed: 'yes' } }))
      expect(changes.all[2]?.service).toMatchObject({ name: 'a', version: '1.0.0' })
    })

    test('does not tell a renewal that changes nothing', async () => {
      const registry = await stage.client()
      await registry.register(record('a', ['a-1'], { endpoints: [deepEndpoint] }))
      const changes = await stage.watch(registry, 'a')
      await registry.register(record('a', ['a-1'], { endpoints: [deepEndpoint] }))
      await registry.register(record('a', ['a-2'], { endpoints: [deepEndpoint] }))
      await changes.until((words) => words.length > 0)
      expect(changes.words).toEqual(['create a-2'])
    })

    test('of one service says nothing of the others; of all, everything', async () => {
      const registry = await stage.client()
      const [one, all] = [await stage.watch(registry, 'a'), await stage.watch(registry)]
      await registry.register(record('ab', ['ab-1']))
      await registry.register(record('a', ['a-1']))
      await registry.deregister(record('ab', ['ab-1']))
      await all.until((words) => words.length >= 3)
      await one.until((words) => words.length >= 1)
      expect(all.words.toSorted()).toEqual(['create a-1', 'create ab-1', 'delete ab-1'])
      expect(one.words).toEqual(['create a-1'])
    })

    test('misses nothing after it resolved, while many register at once', async () => {
      const [watching, ...others] = [await stage.client(), await stage.client(), await stage.client()]
      const names = Array.from({ length: 60 }, (_, i) => `many-${i}`)
      const half = Promise.all(names.slice(0, 30).map((id, i) => others[i % 2]!.register(record('many', [id]))))
      const changes = await stage.watch(watching!, 'many')
      const listed = ids(await watching!.getService('many'))
      await Promise.all(names.slice(30).map((id, i) => others[i % 2]!.register(record('many', [id]))))
      await half
      await changes.until((words) => names.every((id) => listed.includes(id) || words.includes(`create ${id}`)))
      expect(changes.words.filter((word) => names.slice(30).some((id) => word === `create ${id}`))).toHaveLength(30)
    })

    test('ends when stopped, before reading and while waiting', async () => {
      const registry = await stage.client()
      const unread = await registry.watch()
      unread.stop()
      for await (const change of unread) expect.unreachable(`after stop: ${change.action}`)
      const waiting = await stage.watch(registry)
      await registry.register(record('a', ['a-1']))
      await waiting.until((words) => words.length === 1)
      waiting.stop()
      await waiting.ended()
      await registry.register(record('a', ['a-2']))
      expect(waiting.words).toEqual(['create a-1'])
    })

    test('ends when its reader leaves', async () => {
      const registry = await stage.client()
      const watcher = await registry.watch({ service: 'a' })
      await registry.register(record('a', ['a-1', 'a-2']))
      for await (const change of watcher) {
        expect(change.action).toBe('create')
        break
      }
      for await (const change of watcher) expect.unreachable(`after leaving: ${change.action}`)
    })
  })

  describe('close', () => {
    test('ends the watchers and leaves what was registered', async () => {
      const [closing, staying] = [await stage.client(), await stage.client()]
      const changes = await stage.watch(closing)
      await closing.register(record('a', ['a-1']))
      await closing.close()
      await changes.ended()
      expect(ids(await staying.getService('a'))).toEqual(['a-1'])
      await expect(closing.getService('a')).rejects.toMatchObject({ name: 'MicroError', code: 503 })
    })

    test('may be repeated', async () => {
      const registry = await stage.client()
      await registry.close()
      await registry.close()
    })
  })
}

import { describe, expect, test } from 'vitest'
import { record } from '../records.ts'
import { down, failure, neutral, ok, type Stage } from './stage.ts'

export function failing(stage: Stage): void {
  describe('a failing node', () => {
    test('is ejected, tried now and then, and back with its share once it answers', async () => {
      await stage.warm('a', ['a-1', 'a-2', 'a-3'])
      await stage.call('a', 100, down('a-1'))
      // 100 s of calls: nothing but trials, further and further apart.
      const trials = await stage.call('a', 10_000, down('a-1'))
      expect(trials['a-1'] ?? 0).toBeLessThan(20)
      await stage.clock.advance(60_000)
      const first = await stage.call('a', 50)
      expect(first['a-1']).toBeGreaterThan(0)
      await stage.clock.advance(20_000)
      const later = await stage.call('a', 300)
      expect(later['a-1']).toBeGreaterThan(50)
    })

    test('gets only a part of its share at first when it is back', async () => {
      await stage.warm('a', ['a-1', 'a-2'])
      await stage.eject('a-1', ['a-2'])
      await stage.clock.advance(2000)
      const candidate = stage.pick('a')
      expect(candidate.node.id).toBe('a-1')
      stage.selector.mark(candidate, { latency: 0, result: 'ok' })
      const picks = await stage.call('a', 100)
      expect(picks['a-1'] ?? 0).toBeLessThan(40)
    })

    test('is tried by one call at a time', async () => {
      await stage.warm('a', ['a-1', 'a-2'])
      await stage.eject('a-1', ['a-2'])
      await stage.clock.advance(2000)
      const held = Array.from({ length: 20 }, () => stage.pick('a'))
      expect(held.filter(({ node }) => node.id === 'a-1')).toHaveLength(1)
      for (const candidate of held) stage.selector.mark(candidate, ok)
    })

    test('is not ejected for what was asked before it came back', async () => {
      await stage.warm('a', ['a-1', 'a-2'])
      const exclude = record('a', ['a-2']).nodes
      const old = Array.from({ length: 10 }, () => stage.pick('a', { exclude }))
      const asked = stage.clock.now()
      await stage.eject('a-1', ['a-2'])
      await stage.clock.advance(2000)
      await stage.call('a', 20)
      for (const candidate of old)
        stage.selector.mark(candidate, { latency: stage.clock.now() - asked, result: 'failure' })
      await stage.clock.advance(10_000)
      expect((await stage.call('a', 100))['a-1']).toBeGreaterThan(20)
    })

    test('is not ejected for callers who gave up', async () => {
      await stage.warm('a', ['a-1', 'a-2'])
      const picks = await stage.call('a', 400, (id) => (id === 'a-1' ? neutral : ok))
      expect(picks['a-1']).toBeGreaterThan(50)
    })

    test('does not take all others with it: some node always answers', async () => {
      const ids = ['a-1', 'a-2', 'a-3', 'a-4']
      await stage.warm('a', ids)
      const picks = await stage.call('a', 1000, () => failure)
      expect(Object.values(picks).reduce((sum, count) => sum + count)).toBe(1000)
      // Not more than half are ejected at once: the rest share what comes.
      expect(Object.values(picks).filter((count) => count > 100).length).toBeGreaterThanOrEqual(2)
    })

    test('is still chosen where there is no other', async () => {
      await stage.warm('a', ['a-1'])
      expect(await stage.call('a', 50, () => failure)).toEqual({ 'a-1': 50 })
      await stage.warm('b', ['b-1', 'b-2'])
      await stage.call('b', 60, down('b-1'))
      stage.store.deregister(record('b', ['b-2']))
      await stage.clock.advance(0)
      expect(await stage.call('b', 10)).toEqual({ 'b-1': 10 })
    })

    test('is forgiven by reset', async () => {
      await stage.warm('a', ['a-1', 'a-2'])
      await stage.eject('a-1', ['a-2'])
      stage.selector.reset('a')
      stage.selector.reset('nobody')
      expect((await stage.call('a', 60))['a-1']).toBeGreaterThan(10)
    })
  })
}

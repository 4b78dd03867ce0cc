import { filterVersion } from '@micro/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { record } from '../records.ts'
import { neutral, ok, type Stage } from './stage.ts'

export function selecting(stage: Stage): void {
  describe('select', () => {
    test('spreads calls over all nodes', async () => {
      const ids = ['a-1', 'a-2', 'a-3', 'a-4', 'a-5']
      await stage.warm('a', ids)
      const picks = await stage.call('a', 500)
      for (const id of ids) expect(picks[id], id).toBeGreaterThan(50)
    })

    test('waits for the first list, and answers at once after that', async () => {
      stage.store.register(record('a', ['a-1']))
      const first = stage.selector.select('a')
      expect(first).toBeInstanceOf(Promise)
      stage.selector.mark(await first, ok)
      stage.selector.mark(stage.pick('a'), ok)
    })

    test('says which service it does not know', async () => {
      const detail = expect.stringContaining('renting.nobody')
      const unknown = { name: 'MicroError', code: 503, reason: 'SERVICE_NOT_FOUND', detail, unprocessed: true }
      await expect((async () => stage.selector.select('renting.nobody'))()).rejects.toMatchObject(unknown)
      // And again, where it may answer from memory.
      await expect((async () => stage.selector.select('renting.nobody'))()).rejects.toMatchObject(unknown)
    })

    test('finds a service a moment after it came', async () => {
      await expect((async () => stage.selector.select('a'))()).rejects.toMatchObject({ reason: 'SERVICE_NOT_FOUND' })
      stage.store.register(record('a', ['a-1']))
      await stage.clock.advance(1000)
      expect((await stage.selector.select('a')).node.id).toBe('a-1')
    })

    test('answers from the last good list while the registry is away', async () => {
      await stage.warm('a', ['a-1', 'a-2'])
      stage.registry.goDown()
      await stage.clock.advance(3_600_000)
      expect(Object.keys(await stage.call('a', 20)).toSorted()).toEqual(['a-1', 'a-2'])
    })

    test('says that the registry is out of reach where it knows nothing', async () => {
      stage.registry.goDown()
      const unreachable = { code: 503, reason: 'REGISTRY_UNREACHABLE', detail: expect.stringContaining('refused') }
      await expect((async () => stage.selector.select('a'))()).rejects.toMatchObject(unreachable)
    })

    test('gives one object per node, whatever else changes', async () => {
      await stage.warm('a', ['a-1'])
      const before = stage.pick('a')
      stage.store.register(record('a', ['a-2']))
      stage.store.register(record('a', ['a-1'], { metadata: { changed: 'yes' } }))
      await stage.clock.advance(0)
      const after = stage.pick('a', { exclude: [record('a', ['a-2']).nodes[0]!] })
      expect(after).toBe(before)
      expect(after.inflight).toBe(2)
      for (const candidate of [before, after]) stage.selector.mark(candidate, ok)
    })

    test('after close fails with a typed error', async () => {
      await stage.warm('a', ['a-1'])
      await stage.selector.close()
      await expect((async () => stage.selector.select('a'))()).rejects.toMatchObject({ code: 503, reason: 'CLOSED' })
    })
  })

  describe('exclude', () => {
    test('is kept as long as there is another node', async () => {
      const ids = ['a-0', 'a-1', 'a-2', 'a-3']
      await stage.warm('a', ids)
      fc.assert(
        fc.property(fc.uniqueArray(fc.nat(3), { maxLength: 3 }), (numbers) => {
          const exclude = record(
            'a',
            numbers.map((i) => ids[i]!),
          ).nodes
          const candidate = stage.pick('a', { exclude })
          stage.selector.mark(candidate, neutral)
          expect(exclude.map(({ id }) => id)).not.toContain(candidate.node.id)
        }),
      )
    })

    test('is kept even where the other node is an ejected one', async () => {
      await stage.warm('a', ['a-1', 'a-2'])
      await stage.eject('a-1', ['a-2'])
      const candidate = stage.pick('a', { exclude: record('a', ['a-2']).nodes })
      expect(candidate.node.id).toBe('a-1')
      stage.selector.mark(candidate, neutral)
    })

    test('of all nodes is no reason to give up', async () => {
      await stage.warm('a', ['a-1', 'a-2'])
      stage.selector.mark(stage.pick('a', { exclude: record('a', ['a-1', 'a-2']).nodes }), ok)
    })
  })

  describe('filters', () => {
    test('leave only what passes, also after a change', async () => {
      const filters = [filterVersion('2.0.0')]
      await stage.warm('a', ['a-1'])
      stage.store.register(record('a', ['a-2'], { version: '2.0.0' }))
      await stage.clock.advance(0)
      const picked = () => {
        const candidate = stage.pick('a', { filters })
        stage.selector.mark(candidate, ok)
        return candidate.node.id
      }
      expect(new Set(Array.from({ length: 20 }, picked))).toEqual(new Set(['a-2']))
      stage.store.register(record('a', ['a-3'], { version: '2.0.0' }))
      await stage.clock.advance(0)
      expect(new Set(Array.from({ length: 50 }, picked))).toEqual(new Set(['a-2', 'a-3']))
    })

    test('are applied once per list', async () => {
      await stage.warm('a', ['a-1'])
      let applied = 0
      const filters = [
        (services: Parameters<ReturnType<typeof filterVersion>>[0]) => {
          applied++
          return services
        },
      ]
      for (let i = 0; i < 10; i++) stage.selector.mark(stage.pick('a', { filters }), ok)
      expect(applied).toBe(1)
    })

    test('that nothing passes are told as such', async () => {
      await stage.warm('a', ['a-1', 'a-2'])
      const detail = 'a: none of 2 nodes (1.0.0) passes the filters'
      expect(() => stage.pick('a', { filters: [filterVersion('9')] })).toThrow(
        expect.objectContaining({ code: 503, reason: 'NO_MATCHING_NODE', detail }),
      )
    })
  })
}

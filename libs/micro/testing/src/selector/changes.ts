import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Candidate } from '@micro/core'
import { describe, expect, test } from 'vitest'
import { record } from '../records.ts'
import type { Stage } from './stage.ts'

export function changes(stage: Stage): void {
  describe('changes of the list', () => {
    test('take effect with the next call', async () => {
      await stage.warm('a', ['a-1'])
      stage.store.register(record('a', ['a-2']))
      await stage.clock.advance(0)
      expect(Object.keys(await stage.call('a', 50)).toSorted()).toEqual(['a-1', 'a-2'])
      stage.store.deregister(record('a', ['a-1']))
      await stage.clock.advance(0)
      expect(await stage.call('a', 20)).toEqual({ 'a-2': 20 })
    })

    test('give a new node its share, not all calls', async () => {
      await stage.warm('a', ['a-1', 'a-2', 'a-3'])
      await stage.call('a', 100)
      stage.store.register(record('a', ['a-4']))
      await stage.clock.advance(0)
      const picks = await stage.call('a', 200)
      expect(picks['a-4']).toBeGreaterThan(20)
      expect(picks['a-4']).toBeLessThan(100)
    })

    test('down to nothing are told as such', async () => {
      await stage.warm('a', ['a-1'])
      stage.store.deregister(record('a', ['a-1']))
      await stage.clock.advance(0)
      expect(() => stage.pick('a')).toThrow(expect.objectContaining({ code: 503, reason: 'NO_NODES' }))
      stage.store.register(record('a', ['a-2']))
      await stage.clock.advance(0)
      expect(await stage.call('a', 3)).toEqual({ 'a-2': 3 })
    })

    test('leave nothing behind: nodes that came and went are garbage', async () => {
      await stage.warm('a', ['a-stays'])
      const gone: WeakRef<Candidate>[] = []
      for (let i = 0; i < 200; i++) {
        const others = record('a', [`a-${i}`])
        stage.store.register(others)
        await stage.clock.advance(0)
        const exclude = record('a', ['a-stays']).nodes
        for (const result of ['failure', 'ok'] as const) {
          const candidate = stage.pick('a', { exclude })
          stage.selector.mark(candidate, { latency: 1, result })
          if (result === 'ok') gone.push(new WeakRef(candidate))
        }
        stage.store.deregister(others)
        await stage.clock.advance(0)
      }
      await collectGarbage()
      // One or two may still be held by an array that is only overwritten by the next call.
      expect(gone.filter((each) => each.deref() !== undefined).length).toBeLessThan(5)
    })
  })
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve))
    gc()
  }
}

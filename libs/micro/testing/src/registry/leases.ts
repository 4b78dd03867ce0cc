import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { record } from '../records.ts'
import { ids, type Stage } from './stage.ts'

export function leases(stage: Stage): void {
  describe('a lease', () => {
    test('ends when it is not renewed, and those who watch are told', async () => {
      const registry = await stage.client()
      const { ttl = 300 } = stage.harness
      const changes = await stage.watch(registry, 'a')
      await registry.register(record('a', ['a-1']), { ttl })
      await registry.register(record('a', ['a-2']))
      await stage.harness.pass?.(ttl * 2)
      await changes.until((words) => words.includes('delete a-1'))
      expect(ids(await registry.getService('a'))).toEqual(['a-2'])
    })

    test('holds as long as it is renewed', async () => {
      const registry = await stage.client()
      const { ttl = 300 } = stage.harness
      const changes = await stage.watch(registry)
      await registry.register(record('short', ['short-1']), { ttl })
      await registry.register(record('kept', ['kept-1']), { ttl })
      // The short one's end is what says that the ttl has passed, whatever the backend's clock.
      const short = () => changes.words.includes('delete short-1')
      while (!short()) {
        await registry.register(record('kept', ['kept-1']), { ttl })
        if (stage.harness.pass === undefined) await Promise.race([pause(ttl / 4), changes.until(short)])
        else await stage.harness.pass(ttl / 4)
      }
      expect(ids(await registry.getService('kept'))).toEqual(['kept-1'])
      expect(changes.words).not.toContain('delete kept-1')
    })
  })
}

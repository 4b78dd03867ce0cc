import { setTimeout as pause } from 'node:timers/promises'
import type { Registry } from '@micro/core'
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
      // On a machine so busy that a renewal came too late nothing is shown: then once more.
      for (let attempt = 0; !(await holds(registry, `kept-${attempt}`, ttl)); attempt++);
    })

    /** @returns false when a renewal was late */
    async function holds(registry: Registry, name: string, ttl: number): Promise<boolean> {
      const changes = await stage.watch(registry, name)
      const kept = record(name, [name])
      let slowest = 0
      let said = performance.now()
      await registry.register(kept, { ttl })
      for (let i = 0; i < 12; i++) {
        await (stage.harness.pass ?? pause)(ttl / 4)
        const now = performance.now()
        await registry.register(kept, { ttl })
        slowest = Math.max(slowest, performance.now() - said)
        said = now
      }
      // Three times its ttl has passed.
      const found = ids(await registry.getService(name))
      slowest = Math.max(slowest, performance.now() - said)
      if (slowest >= ttl) return false
      expect(found).toEqual([name])
      expect(changes.words).toEqual([`create ${name}`])
      return true
    }
  })
}

import { setTimeout as pause } from 'node:timers/promises'
import { MicroError, type Registry } from '@micro/core'
import { describe, test } from 'vitest'
import { record } from '../records.ts'
import { ids, type Stage } from './stage.ts'

export function healing(stage: Stage): void {
  describe('when the server has died and is back', () => {
    test('renewing a registration restores it, and reading anew misses nothing', async () => {
      const [registering, reading] = [await stage.client(), await stage.client()]
      await registering.register(record('a', ['a-1']))
      const follower = follow(reading, 'a')
      try {
        await follower.until((known) => known.has('a-1'))
        await stage.harness.wipe!()
        await persist(() => registering.register(record('a', ['a-1'])))
        await persist(() => registering.register(record('a', ['a-2'])))
        await follower.until((known) => known.has('a-1') && known.has('a-2'))
        await registering.deregister(record('a', ['a-1']))
        await follower.until((known) => !known.has('a-1') && known.has('a-2'))
      } finally {
        await follower.stop()
      }
    })
  })
}

/** What a client of a registry does: watch, list, apply changes; and all of it again when the watch ends. */
function follow(registry: Registry, service: string) {
  const known = new Set<string>()
  let stopped = false
  let watcher: { stop(): void } | undefined
  let wake: () => void = () => {}
  const done = run()
  return {
    async until(met: (ids: ReadonlySet<string>) => boolean): Promise<void> {
      while (!met(known)) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    stop(): Promise<void> {
      stopped = true
      watcher?.stop()
      return done
    },
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        const changes = await registry.watch({ service })
        watcher = changes
        const listed = ids(await registry.getService(service))
        known.clear()
        for (const id of listed) known.add(id)
        wake()
        for await (const { action, service: changed } of changes) {
          for (const { id } of changed.nodes) action === 'delete' ? known.delete(id) : known.add(id)
          wake()
        }
      } catch {
        await pause(20)
      }
    }
  }
}

/** Tries until it works: the server is coming up. */
async function persist(act: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof MicroError)) throw error
      await pause(20)
    }
  }
}

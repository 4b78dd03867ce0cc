import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  type Candidate,
  type Clock,
  filterVersion,
  type Outcome,
  type Registry,
  RegistryStore,
  type SelectOptions,
  type Selector,
} from '@micro/core'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { VirtualClock } from './clock.ts'
import { noLeaks } from './leaks.ts'
import { record } from './records.ts'
import { seeded } from './seeded.ts'
import { UnreliableRegistry } from './unreliable-registry.ts'

/** What a selector under test is made of. */
export interface SelectorParts {
  readonly registry: Registry
  readonly clock: Clock
  /** From 0 to below 1, the same each time the suite runs. */
  readonly random: () => number
}

const ok: Outcome = { latency: 10, result: 'ok' }
const failure: Outcome = { latency: 10, result: 'failure' }
const neutral: Outcome = { latency: 10, result: 'neutral' }

/**
 * What every selector does, whatever its strategy.
 *
 *     selectorSuite('p2c', ({ registry, clock, random }) => createSelector({ … }))
 */
export function selectorSuite(name: string, make: (parts: SelectorParts) => Selector): void {
  describe(`selector ${name}`, () => {
    noLeaks()
    let clock: VirtualClock
    let store: RegistryStore
    let registry: UnreliableRegistry
    let selector: Selector

    beforeEach(() => {
      clock = new VirtualClock()
      store = new RegistryStore({ clock })
      registry = new UnreliableRegistry(store)
      selector = make({ registry, clock, random: seeded(7) })
    })
    afterEach(async () => {
      await selector.close()
      await registry.close()
      store.clear()
      expect(clock.pending).toBe(0)
    })

    /** Registers a service and has it known. */
    async function warm(service: string, ids: readonly string[]): Promise<void> {
      store.register(record(service, ids))
      selector.mark(await selector.select(service), neutral)
      await clock.advance(0)
    }

    /** A select that must answer at once. */
    function pick(service: string, options?: SelectOptions): Candidate {
      const candidate = selector.select(service, options)
      if (candidate instanceof Promise) throw new Error('select of a warm list answered later')
      return candidate
    }

    /** One call after the other, each of 10 ms; what a node answers is up to `outcome`. @returns picks by node */
    async function call(
      service: string,
      times: number,
      outcome: (id: string) => Outcome = () => ok,
    ): Promise<Readonly<Record<string, number>>> {
      const picks: Record<string, number> = {}
      for (let i = 0; i < times; i++) {
        const candidate = pick(service)
        const { id } = candidate.node
        picks[id] = (picks[id] ?? 0) + 1
        await clock.advance(10)
        selector.mark(candidate, outcome(id))
      }
      return picks
    }

    /** Has one node fail until it is ejected. */
    async function eject(id: string, others: readonly string[]): Promise<void> {
      const exclude = record('a', others).nodes
      for (let i = 0; i < 10; i++) {
        const candidate = pick('a', { exclude })
        expect(candidate.node.id).toBe(id)
        await clock.advance(1)
        selector.mark(candidate, { latency: 1, result: 'failure' })
      }
    }

    const down =
      (...ids: string[]) =>
      (id: string) =>
        ids.includes(id) ? failure : ok

    describe('select', () => {
      test('spreads calls over all nodes', async () => {
        const ids = ['a-1', 'a-2', 'a-3', 'a-4', 'a-5']
        await warm('a', ids)
        const picks = await call('a', 500)
        for (const id of ids) expect(picks[id], id).toBeGreaterThan(50)
      })

      test('waits for the first list, and answers at once after that', async () => {
        store.register(record('a', ['a-1']))
        const first = selector.select('a')
        expect(first).toBeInstanceOf(Promise)
        selector.mark(await first, ok)
        selector.mark(pick('a'), ok)
      })

      test('says which service it does not know', async () => {
        const detail = expect.stringContaining('renting.nobody')
        const unknown = { name: 'MicroError', code: 503, reason: 'SERVICE_NOT_FOUND', detail, unprocessed: true }
        await expect((async () => selector.select('renting.nobody'))()).rejects.toMatchObject(unknown)
        // And again, where it may answer from memory.
        await expect((async () => selector.select('renting.nobody'))()).rejects.toMatchObject(unknown)
      })

      test('finds a service a moment after it came', async () => {
        await expect((async () => selector.select('a'))()).rejects.toMatchObject({ reason: 'SERVICE_NOT_FOUND' })
        store.register(record('a', ['a-1']))
        await clock.advance(1000)
        expect((await selector.select('a')).node.id).toBe('a-1')
      })

      test('answers from the last good list while the registry is away', async () => {
        await warm('a', ['a-1', 'a-2'])
        registry.goDown()
        await clock.advance(3_600_000)
        expect(Object.keys(await call('a', 20)).toSorted()).toEqual(['a-1', 'a-2'])
      })

      test('says that the registry is out of reach where it knows nothing', async () => {
        registry.goDown()
        const unreachable = { code: 503, reason: 'REGISTRY_UNREACHABLE', detail: expect.stringContaining('refused') }
        await expect((async () => selector.select('a'))()).rejects.toMatchObject(unreachable)
      })

      test('gives one object per node, whatever else changes', async () => {
        await warm('a', ['a-1'])
        const before = pick('a')
        store.register(record('a', ['a-2']))
        store.register(record('a', ['a-1'], { metadata: { changed: 'yes' } }))
        await clock.advance(0)
        const after = pick('a', { exclude: [record('a', ['a-2']).nodes[0]!] })
        expect(after).toBe(before)
        expect(after.inflight).toBe(2)
        for (const candidate of [before, after]) selector.mark(candidate, ok)
      })

      test('after close fails with a typed error', async () => {
        await warm('a', ['a-1'])
        await selector.close()
        await expect((async () => selector.select('a'))()).rejects.toMatchObject({ code: 503, reason: 'CLOSED' })
      })
    })

    describe('changes of the list', () => {
      test('take effect with the next call', async () => {
        await warm('a', ['a-1'])
        store.register(record('a', ['a-2']))
        await clock.advance(0)
        expect(Object.keys(await call('a', 50)).toSorted()).toEqual(['a-1', 'a-2'])
        store.deregister(record('a', ['a-1']))
        await clock.advance(0)
        expect(await call('a', 20)).toEqual({ 'a-2': 20 })
      })

      test('give a new node its share, not all calls', async () => {
        await warm('a', ['a-1', 'a-2', 'a-3'])
        await call('a', 100)
        store.register(record('a', ['a-4']))
        await clock.advance(0)
        const picks = await call('a', 200)
        expect(picks['a-4']).toBeGreaterThan(20)
        expect(picks['a-4']).toBeLessThan(100)
      })

      test('down to nothing are told as such', async () => {
        await warm('a', ['a-1'])
        store.deregister(record('a', ['a-1']))
        await clock.advance(0)
        expect(() => pick('a')).toThrow(expect.objectContaining({ code: 503, reason: 'NO_NODES' }))
        store.register(record('a', ['a-2']))
        await clock.advance(0)
        expect(await call('a', 3)).toEqual({ 'a-2': 3 })
      })

      test('leave nothing behind: nodes that came and went are garbage', async () => {
        await warm('a', ['a-stays'])
        const gone: WeakRef<Candidate>[] = []
        for (let i = 0; i < 200; i++) {
          const others = record('a', [`a-${i}`])
          store.register(others)
          await clock.advance(0)
          const exclude = record('a', ['a-stays']).nodes
          for (const result of ['failure', 'ok'] as const) {
            const candidate = pick('a', { exclude })
            selector.mark(candidate, { latency: 1, result })
            if (result === 'ok') gone.push(new WeakRef(candidate))
          }
          store.deregister(others)
          await clock.advance(0)
        }
        await collectGarbage()
        // One or two may still be held by an array that is only overwritten by the next call.
        expect(gone.filter((each) => each.deref() !== undefined).length).toBeLessThan(5)
      })
    })

    describe('exclude', () => {
      test('is kept as long as there is another node', async () => {
        const ids = ['a-0', 'a-1', 'a-2', 'a-3']
        await warm('a', ids)
        fc.assert(
          fc.property(fc.uniqueArray(fc.nat(3), { maxLength: 3 }), (numbers) => {
            const exclude = record(
              'a',
              numbers.map((i) => ids[i]!),
            ).nodes
            const candidate = pick('a', { exclude })
            selector.mark(candidate, neutral)
            expect(exclude.map(({ id }) => id)).not.toContain(candidate.node.id)
          }),
        )
      })

      test('is kept even where the other node is an ejected one', async () => {
        await warm('a', ['a-1', 'a-2'])
        await eject('a-1', ['a-2'])
        const candidate = pick('a', { exclude: record('a', ['a-2']).nodes })
        expect(candidate.node.id).toBe('a-1')
        selector.mark(candidate, neutral)
      })

      test('of all nodes is no reason to give up', async () => {
        await warm('a', ['a-1', 'a-2'])
        selector.mark(pick('a', { exclude: record('a', ['a-1', 'a-2']).nodes }), ok)
      })
    })

    describe('filters', () => {
      test('leave only what passes, also after a change', async () => {
        const filters = [filterVersion('2.0.0')]
        await warm('a', ['a-1'])
        store.register(record('a', ['a-2'], { version: '2.0.0' }))
        await clock.advance(0)
        const picked = () => {
          const candidate = pick('a', { filters })
          selector.mark(candidate, ok)
          return candidate.node.id
        }
        expect(new Set(Array.from({ length: 20 }, picked))).toEqual(new Set(['a-2']))
        store.register(record('a', ['a-3'], { version: '2.0.0' }))
        await clock.advance(0)
        expect(new Set(Array.from({ length: 50 }, picked))).toEqual(new Set(['a-2', 'a-3']))
      })

      test('are applied once per list', async () => {
        await warm('a', ['a-1'])
        let applied = 0
        const filters = [
          (services: Parameters<ReturnType<typeof filterVersion>>[0]) => {
            applied++
            return services
          },
        ]
        for (let i = 0; i < 10; i++) selector.mark(pick('a', { filters }), ok)
        expect(applied).toBe(1)
      })

      test('that nothing passes are told as such', async () => {
        await warm('a', ['a-1', 'a-2'])
        const detail = 'a: none of 2 nodes (1.0.0) passes the filters'
        expect(() => pick('a', { filters: [filterVersion('9')] })).toThrow(
          expect.objectContaining({ code: 503, reason: 'NO_MATCHING_NODE', detail }),
        )
      })
    })

    describe('a failing node', () => {
      test('is ejected, tried now and then, and back with its share once it answers', async () => {
        await warm('a', ['a-1', 'a-2', 'a-3'])
        await call('a', 100, down('a-1'))
        // 100 s of calls: nothing but trials, further and further apart.
        const trials = await call('a', 10_000, down('a-1'))
        expect(trials['a-1'] ?? 0).toBeLessThan(20)
        await clock.advance(60_000)
        const first = await call('a', 50)
        expect(first['a-1']).toBeGreaterThan(0)
        await clock.advance(20_000)
        const later = await call('a', 300)
        expect(later['a-1']).toBeGreaterThan(50)
      })

      test('gets only a part of its share at first when it is back', async () => {
        await warm('a', ['a-1', 'a-2'])
        await eject('a-1', ['a-2'])
        await clock.advance(2000)
        const candidate = pick('a')
        expect(candidate.node.id).toBe('a-1')
        selector.mark(candidate, { latency: 0, result: 'ok' })
        const picks = await call('a', 100)
        expect(picks['a-1'] ?? 0).toBeLessThan(40)
      })

      test('is tried by one call at a time', async () => {
        await warm('a', ['a-1', 'a-2'])
        await eject('a-1', ['a-2'])
        await clock.advance(2000)
        const held = Array.from({ length: 20 }, () => pick('a'))
        expect(held.filter(({ node }) => node.id === 'a-1')).toHaveLength(1)
        for (const candidate of held) selector.mark(candidate, ok)
      })

      test('is not ejected for what was asked before it came back', async () => {
        await warm('a', ['a-1', 'a-2'])
        const exclude = record('a', ['a-2']).nodes
        const old = Array.from({ length: 10 }, () => pick('a', { exclude }))
        const asked = clock.now()
        await eject('a-1', ['a-2'])
        await clock.advance(2000)
        await call('a', 20)
        for (const candidate of old) selector.mark(candidate, { latency: clock.now() - asked, result: 'failure' })
        await clock.advance(10_000)
        expect((await call('a', 100))['a-1']).toBeGreaterThan(20)
      })

      test('is not ejected for callers who gave up', async () => {
        await warm('a', ['a-1', 'a-2'])
        const picks = await call('a', 400, (id) => (id === 'a-1' ? neutral : ok))
        expect(picks['a-1']).toBeGreaterThan(50)
      })

      test('does not take all others with it: some node always answers', async () => {
        const ids = ['a-1', 'a-2', 'a-3', 'a-4']
        await warm('a', ids)
        const picks = await call('a', 1000, () => failure)
        expect(Object.values(picks).reduce((sum, count) => sum + count)).toBe(1000)
        // Not more than half are ejected at once: the rest share what comes.
        expect(Object.values(picks).filter((count) => count > 100).length).toBeGreaterThanOrEqual(2)
      })

      test('is still chosen where there is no other', async () => {
        await warm('a', ['a-1'])
        expect(await call('a', 50, () => failure)).toEqual({ 'a-1': 50 })
        await warm('b', ['b-1', 'b-2'])
        await call('b', 60, down('b-1'))
        store.deregister(record('b', ['b-2']))
        await clock.advance(0)
        expect(await call('b', 10)).toEqual({ 'b-1': 10 })
      })

      test('is forgiven by reset', async () => {
        await warm('a', ['a-1', 'a-2'])
        await eject('a-1', ['a-2'])
        selector.reset('a')
        selector.reset('nobody')
        expect((await call('a', 60))['a-1']).toBeGreaterThan(10)
      })
    })

    describe('mark', () => {
      test('refuses what is no candidate of a selector', () => {
        const { nodes } = record('a', ['a-1'])
        const forged: Candidate = {
          service: 'a',
          version: '1.0.0',
          node: nodes[0]!,
          order: 0,
          inflight: 0,
          latency: 0,
          success: 1,
          silent: Number.POSITIVE_INFINITY,
          picked: 0,
        }
        expect(() => selector.mark(forged, ok)).toThrow(TypeError)
      })

      test('brings the attempts in flight back to 0, whatever happens in between', async () => {
        const step = fc.oneof(
          { weight: 4, arbitrary: fc.constant('select' as const) },
          { weight: 3, arbitrary: fc.constantFrom('ok' as const, 'failure' as const, 'neutral' as const) },
          { weight: 2, arbitrary: fc.constantFrom('wait' as const, 'register' as const, 'deregister' as const) },
        )
        await warm('a', ['a-0', 'a-1'])
        await fc.assert(
          fc.asyncProperty(fc.array(fc.tuple(step, fc.nat(3)), { maxLength: 60 }), async (steps) => {
            const held: { readonly candidate: Candidate; readonly at: number }[] = []
            const seen = new Set<Candidate>()
            const release = (index: number, result: Outcome['result']) => {
              const [attempt] = held.splice(index % held.length, 1)
              if (attempt !== undefined) selector.mark(attempt.candidate, { latency: clock.now() - attempt.at, result })
            }
            for (const [verb, number] of steps) {
              if (verb === 'select') {
                const candidate = pick('a')
                held.push({ candidate, at: clock.now() })
                seen.add(candidate)
                for (const each of seen) {
                  expect(each.inflight).toBe(held.filter(({ candidate }) => candidate === each).length)
                }
              } else if (verb === 'wait') await clock.advance(number * 700)
              else if (verb === 'register') store.register(record('a', [`a-${number}`]))
              // One node stays, so that there is always an answer.
              else if (verb === 'deregister' && number > 0) store.deregister(record('a', [`a-${number}`]))
              else if (verb === 'ok' || verb === 'failure' || verb === 'neutral') release(number, verb)
            }
            while (held.length > 0) release(0, 'ok')
            for (const candidate of seen) expect(candidate.inflight).toBe(0)
          }),
          { numRuns: 100 },
        )
      })
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

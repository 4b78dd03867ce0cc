import { record, VirtualClock } from '@micro/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryRegistry } from '../registry/memory.ts'
import { RegistryStore } from '../registry/store.ts'
import type { Candidate, Outcome, Selector } from '../selector.ts'
import { createSelector, type SelectorOptions } from './create.ts'
import { roundRobin } from './round-robin.ts'

describe('ejection', () => {
  let clock: VirtualClock
  let store: RegistryStore
  let selector: Selector

  beforeEach(() => {
    clock = new VirtualClock()
    store = new RegistryStore({ clock })
  })
  afterEach(() => selector.close())

  /** Round robin, and no luck in the jitter: every ejection takes its whole time. */
  async function start(nodes: number, options: Partial<SelectorOptions> = {}): Promise<void> {
    store.register(
      record(
        'a',
        Array.from({ length: nodes }, (_, i) => `a-${i}`),
      ),
    )
    const strategy = roundRobin({ random: () => 0 })
    selector = createSelector({ registry: memoryRegistry({ store }), clock, strategy, random: () => 0, ...options })
    selector.mark(await selector.select('a'), { latency: 0, result: 'neutral' })
    await clock.advance(0)
  }

  function pick(): Candidate {
    const candidate = selector.select('a')
    if (candidate instanceof Promise) throw new Error('the list is warm')
    return candidate
  }

  function call(result: (id: string) => Outcome['result']): string {
    const candidate = pick()
    selector.mark(candidate, { latency: 0, result: result(candidate.node.id) })
    return candidate.node.id
  }

  const failing = (id: string) => (id === 'a-0' ? 'failure' : 'ok')

  test('takes five failures one after the other', async () => {
    await start(2)
    const ids = Array.from({ length: 40 }, () => call(failing))
    expect(ids.filter((id) => id === 'a-0')).toHaveLength(5)
  })

  test('does not count failures that a success parts, as long as they are less than half', async () => {
    await start(2)
    let calls = 0
    const sometimes = (id: string) => (id === 'a-0' && ++calls % 5 < 2 ? 'failure' : 'ok')
    const ids = Array.from({ length: 400 }, () => call(sometimes))
    expect(ids.filter((id) => id === 'a-0')).toHaveLength(200)
  })

  test('takes half of at least twenty outcomes within some ten seconds', async () => {
    await start(2)
    let calls = 0
    const often = (id: string) => (id === 'a-0' && ++calls % 2 === 0 ? 'failure' : 'ok')
    const ids = Array.from({ length: 100 }, () => call(often))
    expect(ids.filter((id) => id === 'a-0')).toHaveLength(20)
  })

  test('forgets outcomes with time: as many failures, but hours apart, eject nobody', async () => {
    await start(2)
    let calls = 0
    const often = (id: string) => (id === 'a-0' && ++calls % 2 === 0 ? 'failure' : 'ok')
    const ids: string[] = []
    for (let i = 0; i < 100; i++) {
      ids.push(call(often))
      await clock.advance(60_000)
    }
    expect(ids.filter((id) => id === 'a-0')).toHaveLength(50)
  })

  test('takes twice as long each time, up to a minute, and a second again after a good minute', async () => {
    await start(2)
    for (let i = 0; i < 20; i++) call(failing)
    const gaps: number[] = []
    let last = clock.now()
    while (gaps.length < 8) {
      await clock.advance(500)
      if (call(failing) === 'a-0') {
        gaps.push((clock.now() - last) / 1000)
        last = clock.now()
      }
    }
    expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
    await clock.advance(60_000)
    expect(call(() => 'ok')).toBe('a-0')
    await clock.advance(60_000)
    call(() => 'ok')
    call(() => 'ok')
    for (let i = 0; i < 20; i++) call(failing)
    await clock.advance(999)
    expect([call(failing), call(failing)]).toEqual(['a-1', 'a-1'])
    await clock.advance(1)
    expect(call(failing)).toBe('a-0')
  })

  test.each([
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [10, 5],
  ])('of %d nodes takes %d at most', async (nodes, most) => {
    await start(nodes)
    for (let i = 0; i < nodes * 20; i++) call(() => 'failure')
    const left = new Set(Array.from({ length: nodes * 4 }, () => call(() => 'failure')))
    expect(left.size).toBe(nodes - most)
  })

  test('is tried again when the trial got no answer for long', async () => {
    await start(2)
    for (let i = 0; i < 20; i++) call(failing)
    await clock.advance(1000)
    const trial = pick()
    expect(trial.node.id).toBe('a-0')
    await clock.advance(4999)
    expect(call(failing)).toBe('a-1')
    await clock.advance(1)
    const second = pick()
    expect(second.node.id).toBe('a-0')
    selector.mark(second, { latency: 0, result: 'ok' })
    selector.mark(trial, { latency: 5000, result: 'failure' })
    expect([call(() => 'ok'), call(() => 'ok')].toSorted()).toEqual(['a-0', 'a-1'])
  })

  test('is over at once where a node answers that was asked for want of another', async () => {
    await start(2)
    for (let i = 0; i < 20; i++) call(failing)
    store.deregister(record('a', ['a-1']))
    await clock.advance(0)
    expect(call(() => 'ok')).toBe('a-0')
    store.register(record('a', ['a-1']))
    await clock.advance(0)
    expect(new Set([call(() => 'ok'), call(() => 'ok')])).toEqual(new Set(['a-0', 'a-1']))
  })

  test('is off where it is not wanted', async () => {
    await start(2, { ejection: false })
    const ids = Array.from({ length: 100 }, () => call(failing))
    expect(ids.filter((id) => id === 'a-0')).toHaveLength(50)
  })
})

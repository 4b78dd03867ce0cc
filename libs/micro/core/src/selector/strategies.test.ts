import { node, seeded } from '@micro/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Candidate } from '../selector.ts'
import { p2c } from './p2c.ts'
import { random } from './random.ts'
import { roundRobin } from './round-robin.ts'

function candidate(order: number, more: Partial<Candidate> = {}): Candidate {
  return {
    service: 'a',
    version: '1.0.0',
    node: node(`a-${order}`),
    order,
    inflight: 0,
    latency: 10,
    success: 1,
    silent: Number.POSITIVE_INFINITY,
    picked: 0,
    ...more,
  }
}

const list = (...orders: number[]) => orders.map((order) => candidate(order))

describe('round robin', () => {
  const picker = (start = 0) => {
    const strategy = roundRobin({ random: () => start })
    return (candidates: readonly Candidate[]) => strategy.pick(candidates, {}, 0).order
  }

  test('takes each in turn over all calls', () => {
    const pick = picker()
    const candidates = list(0, 1, 2)
    expect(Array.from({ length: 7 }, () => pick(candidates))).toEqual([1, 2, 0, 1, 2, 0, 1])
  })

  test('begins where chance says', () => {
    expect([0, 0.4, 0.9].map((start) => picker(start)(list(0, 1, 2)))).toEqual([1, 2, 0])
  })

  test('goes on behind the last one when the list changes', () => {
    const pick = picker()
    expect([pick(list(0, 1, 2, 3)), pick(list(0, 2, 3, 4))]).toEqual([1, 2])
    expect([pick(list(0, 1, 4)), pick(list(0, 1, 4))]).toEqual([4, 0])
  })

  test('keeps a turn of its own for each list, so that calls in step with one another do not starve a node', () => {
    const pick = picker()
    const [all, one] = [list(0, 1, 2), list(0)]
    const picks = Array.from({ length: 6 }, () => [pick(all), pick(one)][0])
    expect(picks.toSorted()).toEqual([0, 0, 1, 1, 2, 2])
  })

  test('is exact: after n rounds every node was picked n times', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 5 }), (count, rounds) => {
        const pick = picker(0.5)
        const candidates = list(...Array.from({ length: count }, (_, i) => i * 3))
        const picks = new Map<number, number>()
        for (let i = 0; i < count * rounds; i++) {
          const order = pick(candidates)
          picks.set(order, (picks.get(order) ?? 0) + 1)
        }
        expect([...picks.values()]).toEqual(new Array(count).fill(rounds))
      }),
    )
  })
})

describe('random', () => {
  test('takes the one that chance says', () => {
    const candidates = list(0, 1, 2, 3)
    const picks = [0, 0.3, 0.5, 0.999999].map(
      (number) => random({ random: () => number }).pick(candidates, {}, 0).order,
    )
    expect(picks).toEqual([0, 1, 2, 3])
  })
})

describe('p2c', () => {
  const now = 10_000
  /** How often each of two is picked. */
  function compare(a: Partial<Candidate>, b: Partial<Candidate>): readonly [number, number] {
    const strategy = p2c({ random: seeded(1) })
    const candidates = [candidate(0, { picked: now, ...a }), candidate(1, { picked: now, ...b })]
    const picks: [number, number] = [0, 0]
    for (let i = 0; i < 100; i++) picks[strategy.pick(candidates, {}, now).order as 0 | 1]++
    return picks
  }

  test('takes the faster', () => {
    expect(compare({ latency: 10 }, { latency: 20 })).toEqual([100, 0])
  })

  test('takes the one with fewer calls in flight', () => {
    expect(compare({ inflight: 3 }, { inflight: 1 })).toEqual([0, 100])
  })

  test('weighs speed against calls in flight', () => {
    expect(compare({ latency: 10, inflight: 9 }, { latency: 40, inflight: 1 })).toEqual([0, 100])
  })

  test('takes the one that fails less', () => {
    expect(compare({ success: 0.5 }, { success: 1 })).toEqual([0, 100])
  })

  test('knows a stalled node by its silence, whatever it took before', () => {
    expect(compare({ latency: 1, silent: now - 500 }, { latency: 20 })).toEqual([0, 100])
  })

  test('does not tell apart what is about the same: then the one that waited longer', () => {
    expect(compare({ latency: 0.1, picked: now - 1 }, { latency: 0.2, picked: now - 2 })).toEqual([0, 100])
    const [a, b] = compare({ latency: 10 }, { latency: 11 })
    expect(Math.min(a, b)).toBeGreaterThan(30)
  })

  test('takes the worse when it was not picked for long, unless it owes an answer', () => {
    expect(compare({ latency: 10 }, { latency: 500, picked: now - 3001 })).toEqual([0, 100])
    expect(compare({ latency: 10 }, { latency: 500, picked: now - 3001, silent: now - 3001 })).toEqual([100, 0])
  })

  test('compares two that differ, any two alike, whatever the random numbers', () => {
    const strategy = p2c({ random: seeded(9) })
    for (const count of [2, 3, 10]) {
      const candidates = Array.from({ length: count }, (_, i) => candidate(i, { latency: 10 * 2 ** i, picked: now }))
      const picks = new Array<number>(count).fill(0)
      for (let i = 0; i < 10_000; i++) picks[strategy.pick(candidates, {}, now).order]!++
      // The one at rank i wins against those that are worse: 2 (n - 1 - i) / (n (n - 1)) of the pairs.
      const expected = picks.map((_, i) => (10_000 * 2 * (count - 1 - i)) / (count * (count - 1)))
      picks.forEach((each, i) => {
        expect(Math.abs(each - expected[i]!)).toBeLessThan(250)
      })
    }
  })
})

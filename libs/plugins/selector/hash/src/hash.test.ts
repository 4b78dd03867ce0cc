import { type Candidate, createSelector } from '@micro/core'
import { node, selectorSuite } from '@micro/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hash } from './index.ts'

selectorSuite('hash, without keys', ({ random, ...parts }) =>
  createSelector({ ...parts, random, strategy: hash({ otherwise: luck(random) }) }),
)

function luck(random: () => number) {
  return {
    name: 'luck',
    pick: <C extends Candidate>(candidates: readonly C[]): C => candidates[Math.floor(random() * candidates.length)]!,
  }
}

function list(count: number, inflight: (index: number) => number = () => 0): Candidate[] {
  return Array.from({ length: count }, (_, order) => ({
    service: 'a',
    version: '1.0.0',
    node: node(`a-${order}`),
    order,
    inflight: inflight(order),
    latency: 10,
    success: 1,
    silent: Number.POSITIVE_INFINITY,
    picked: 0,
  }))
}

const keys = Array.from({ length: 10_000 }, (_, i) => `user-${i}`)
const picker =
  (candidates: readonly Candidate[], strategy = hash()) =>
  (key: string) =>
    strategy.pick(candidates, { key }, 0).node.id

describe('a key', () => {
  test('keeps its node, in whatever order the nodes are known', () => {
    const nodes = list(20)
    const [one, other] = [picker(nodes), picker(nodes.toReversed())]
    for (const key of keys) expect(one(key)).toBe(other(key))
  })

  test('is as likely to be one node’s as another’s', () => {
    const counts = new Map<string, number>()
    const pick = picker(list(10))
    for (const key of keys) counts.set(pick(key), (counts.get(pick(key)) ?? 0) + 1)
    expect(counts.size).toBe(10)
    for (const count of counts.values()) {
      // Five standard deviations of a fair choice.
      expect(Math.abs(count - 1000)).toBeLessThan(150)
    }
  })

  test('moves when its own node leaves, and not when another does', () => {
    const nodes = list(10)
    const all = picker(nodes)
    const rest = picker(nodes.filter(({ order }) => order !== 3))
    for (const key of keys) {
      if (all(key) === 'a-3') expect(rest(key)).not.toBe('a-3')
      else expect(rest(key)).toBe(all(key))
    }
  })

  test('is passed on while its node has too much in flight', () => {
    const idle = picker(list(5))
    const key = keys.find((each) => idle(each) === 'a-2')!
    const busy = (count: number) => picker(list(5, (order) => (order === 2 ? count : 4)))(key)
    expect(busy(5)).toBe('a-2')
    expect(busy(9)).not.toBe('a-2')
    expect(
      picker(
        list(5, (order) => (order === 2 ? 1000 : 0)),
        hash({ balance: Number.POSITIVE_INFINITY }),
      )(key),
    ).toBe('a-2')
  })

  test('never brings a node over its bound', () => {
    const loads = fc.array(fc.nat(100), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(loads, fc.string(), fc.double({ min: 1, max: 3, noNaN: true }), (inflight, key, balance) => {
        const candidates = list(inflight.length, (order) => inflight[order]!)
        const picked = hash({ balance }).pick(candidates, { key }, 0)
        const total = inflight.reduce((sum, each) => sum + each, 1)
        expect(picked.inflight + 1).toBeLessThanOrEqual(Math.ceil((balance * total) / inflight.length))
      }),
    )
  })
})

test.each([0.9, 0, -1, Number.NaN])('a balance of %d is refused', (balance) => {
  expect(() => hash({ balance })).toThrow(expect.objectContaining({ code: 400 }))
})

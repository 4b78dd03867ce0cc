import { record, seeded, VirtualClock } from '@micro/testing'
import { describe, expect, test } from 'vitest'
import { memoryRegistry } from '../registry/memory.ts'
import { RegistryStore } from '../registry/store.ts'
import type { Strategy } from '../selector.ts'
import { createSelector } from './create.ts'
import { p2c } from './p2c.ts'
import { random } from './random.ts'
import { roundRobin } from './round-robin.ts'

interface Load {
  /** Milliseconds a node takes to answer, at the moment it is asked. */
  readonly takes: (node: string, now: number) => number
  readonly nodes: number
  /** Calls a second, evenly random in between. */
  readonly rate: number
  /** Milliseconds. */
  readonly duration: number
  /** Milliseconds after which a caller gives up: a failure. */
  readonly timeout?: number
}

interface Figures {
  readonly total: number
  /** Of all calls, what each node got. */
  readonly share: Readonly<Record<string, number>>
  /** Milliseconds; mean and 99th percentile as callers saw it. */
  readonly mean: number
  readonly p99: number
  readonly mostInflight: number
}

/** Callers that come when they come, each waiting for its answer, on a virtual clock. */
async function simulate(make: (options: { random: () => number }) => Strategy, load: Load): Promise<Figures> {
  const { takes, nodes, rate, duration, timeout = 5000 } = load
  const clock = new VirtualClock()
  const store = new RegistryStore({ clock })
  const dice = seeded(42)
  const strategy = make({ random: seeded(43) })
  const selector = createSelector({ registry: memoryRegistry({ store }), clock, random: seeded(44), strategy })
  const ids = Array.from({ length: nodes }, (_, i) => `a-${i}`)
  store.register(record('a', ids))
  selector.mark(await selector.select('a'), { latency: 0, result: 'neutral' })
  await clock.advance(0)
  const counts: Record<string, number> = Object.fromEntries(ids.map((id) => [id, 0]))
  const latencies: number[] = []
  let mostInflight = 0
  const arrive = () => {
    const candidate = selector.select('a')
    if (candidate instanceof Promise) throw new Error('the list is warm')
    counts[candidate.node.id]!++
    mostInflight = Math.max(mostInflight, candidate.inflight)
    const latency = Math.min(timeout, takes(candidate.node.id, clock.now()) * (0.5 + dice()))
    clock.after(latency, () => {
      latencies.push(latency)
      selector.mark(candidate, { latency, result: latency < timeout ? 'ok' : 'failure' })
    })
    if (clock.now() < duration) clock.after((2 * dice() * 1000) / rate, arrive)
  }
  clock.after(0, arrive)
  await clock.advance(duration + timeout)
  await selector.close()
  latencies.sort((a, b) => a - b)
  const total = latencies.length
  return {
    total,
    share: Object.fromEntries(ids.map((id) => [id, counts[id]! / total])),
    mean: latencies.reduce((sum, each) => sum + each) / total,
    p99: latencies[Math.floor(total * 0.99)]!,
    mostInflight,
  }
}

const fair = 1 / 5
const oneSlow: Load = { nodes: 5, rate: 400, duration: 10_000, takes: (id) => (id === 'a-0' ? 200 : 10) }

describe('one node of five takes 20 times as long', () => {
  test('p2c gives it far less than its share, and callers wait less than with the others', async () => {
    const chosen = await simulate(p2c, oneSlow)
    const turn = await simulate(roundRobin, oneSlow)
    const luck = await simulate(random, oneSlow)
    expect(turn.share['a-0']).toBeCloseTo(fair, 2)
    expect(luck.share['a-0']).toBeCloseTo(fair, 1)
    expect(chosen.share['a-0']).toBeLessThan(fair / 10)
    expect(chosen.mean).toBeLessThan(turn.mean / 2)
    expect(chosen.mean).toBeLessThan(luck.mean / 2)
    expect(chosen.p99).toBeLessThan(turn.p99 / 5)
  })

  test('p2c does the same for callers that come one by one', async () => {
    const chosen = await simulate(p2c, { ...oneSlow, rate: 10, duration: 60_000 })
    expect(chosen.share['a-0']).toBeLessThan(fair / 2)
  })

  test('p2c spreads the rest evenly', async () => {
    const { share } = await simulate(p2c, oneSlow)
    for (const id of ['a-1', 'a-2', 'a-3', 'a-4']) {
      expect(share[id], id).toBeGreaterThan(0.2)
      expect(share[id], id).toBeLessThan(0.3)
    }
  })
})

describe('a node that stalls', () => {
  const stall: Load = {
    nodes: 5,
    rate: 400,
    duration: 1000,
    takes: (id, now) => (id === 'a-0' && now > 500 ? 1e9 : 10),
  }

  test('gets next to nothing from p2c long before its first call fails', async () => {
    const chosen = await simulate(p2c, stall)
    const turn = await simulate(roundRobin, stall)
    // Half of the time it stalls: of what it would get then, p2c gives a few calls.
    expect(turn.p99).toBe(5000)
    expect((chosen.share['a-0']! - fair / 2) * chosen.total).toBeLessThan(15)
  })
})

describe('a node that was slow and recovers', () => {
  test('has its share back from p2c within seconds', async () => {
    const recovering: Load = {
      ...oneSlow,
      duration: 30_000,
      takes: (id, now) => (id === 'a-0' && now < 5000 ? 200 : 10),
    }
    const { share } = await simulate(p2c, recovering)
    // Out for 5 s and some seconds more of 30 s.
    expect(share['a-0']).toBeGreaterThan(fair / 2)
  })
})

describe('five equal nodes', () => {
  test.each([5, 100, 2000])('are used evenly by p2c at %d calls a second', async (rate) => {
    const { share } = await simulate(p2c, { nodes: 5, rate, duration: 300_000 / Math.sqrt(rate), takes: () => 10 })
    for (const part of Object.values(share)) expect(Math.abs(part - fair)).toBeLessThan(fair / 3)
  })
})

import { VirtualClock } from '@micro/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Timed, TimingWheel } from './wheel.ts'

const tick = 10
/** Milliseconds: a turn of the wheel. */
const turn = 512 * tick

class Item implements Timed {
  before: Timed | null = null
  after: Timed | null = null
  due = 0
  readonly fired: number[] = []
  readonly #clock: VirtualClock
  readonly #then: () => void

  constructor(clock: VirtualClock, then: () => void = () => {}) {
    this.#clock = clock
    this.#then = then
  }

  expire(): void {
    this.fired.push(this.#clock.now())
    this.#then()
  }
}

describe('TimingWheel', () => {
  test('is never early, at most a tick late, and leaves alone what was removed: as timers one by one would do', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), delay: fc.oneof(fc.nat(200), fc.nat(3 * turn)) }),
      fc.record({ kind: fc.constant('remove' as const), which: fc.nat() }),
      fc.record({ kind: fc.constant('advance' as const), by: fc.oneof(fc.nat(50), fc.nat(turn)) }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.double({ min: 0, max: 9.9, noNaN: true }),
        async (steps, offset) => {
          const clock = new VirtualClock()
          await clock.advance(offset)
          const wheel = new TimingWheel(clock)
          const all: { item: Item; deadline: number; removed: boolean }[] = []
          for (const each of steps) {
            if (each.kind === 'advance') await clock.advance(each.by)
            else if (each.kind === 'add') {
              const entry = { item: new Item(clock), deadline: clock.now() + each.delay, removed: false }
              wheel.add(entry.item, entry.deadline)
              all.push(entry)
            } else if (all.length > 0) {
              const entry = all[each.which % all.length]!
              entry.removed ||= entry.item.fired.length === 0
              wheel.remove(entry.item)
            }
          }
          await clock.advance(4 * turn)
          for (const { item, deadline, removed } of all) {
            expect(item.fired).toHaveLength(removed ? 0 : 1)
            if (removed) continue
            expect(item.fired[0]).toBeGreaterThanOrEqual(deadline)
            expect(item.fired[0]! - deadline).toBeLessThanOrEqual(2 * tick)
          }
          expect(wheel.size).toBe(0)
          expect(clock.pending).toBe(0)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('has no timer while nothing waits', async () => {
    const clock = new VirtualClock()
    const wheel = new TimingWheel(clock)
    expect(clock.pending).toBe(0)
    const item = new Item(clock)
    wheel.add(item, 50)
    expect([clock.pending, wheel.size]).toEqual([1, 1])
    wheel.remove(item)
    wheel.remove(item)
    await clock.advance(tick)
    expect([clock.pending, wheel.size]).toEqual([0, 0])
    wheel.add(item, clock.now() + 50)
    await clock.advance(70)
    expect(item.fired).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('a deadline that has passed comes at the next tick', async () => {
    const clock = new VirtualClock()
    await clock.advance(1000)
    const wheel = new TimingWheel(clock)
    const item = new Item(clock)
    wheel.add(item, 3)
    await clock.advance(tick)
    expect(item.fired).toEqual([1010])
  })

  test('what expires may remove its neighbours, and end the rest', async () => {
    const clock = new VirtualClock()
    const wheel = new TimingWheel(clock)
    const items: Item[] = []
    for (let i = 0; i < 20; i++) {
      // Each third removes those on both sides of it.
      const then = () => {
        for (const other of [items[i - 1], items[i + 1]]) if (other !== undefined) wheel.remove(other)
      }
      items.push(new Item(clock, i % 3 === 0 ? then : undefined))
    }
    for (const item of items) wheel.add(item, 100)
    await clock.advance(120)
    // Those before it had expired already.
    expect(items.map(({ fired }) => fired.length)).toEqual(items.map((_, i) => (i % 3 === 1 ? 0 : 1)))
    expect(wheel.size).toBe(0)
  })

  test('what expires may add others, itself and its neighbours anew', async () => {
    const clock = new VirtualClock()
    const wheel = new TimingWheel(clock)
    const items: Item[] = []
    const again: Item = new Item(clock, () => again.fired.length < 3 && wheel.add(again, clock.now() + 30))
    const later = new Item(clock)
    const mover = new Item(clock, () => {
      for (const item of items) {
        wheel.remove(item)
        wheel.add(item, clock.now() + 200)
      }
      wheel.add(later, clock.now() + turn)
    })
    wheel.add(mover, 100)
    for (let i = 0; i < 5; i++) items.push(new Item(clock))
    for (const item of items) wheel.add(item, 100)
    wheel.add(again, 100)
    await clock.advance(2 * turn)
    expect(mover.fired).toEqual([100])
    expect(again.fired).toEqual([100, 130, 160])
    expect(items.map(({ fired }) => fired)).toEqual(items.map(() => [300]))
    expect(later.fired).toEqual([100 + turn])
    expect(wheel.size).toBe(0)
  })

  test('a process that stood still for long meets all that fell due, each once', async () => {
    // Ticks are missed: only this one comes, at its end.
    let tickNow = () => {}
    let now = 0
    const clock = {
      now: () => now,
      time: () => now,
      after: () => ({ cancel() {} }),
      every: (_: number, callback: () => void) => {
        tickNow = callback
        return { cancel() {} }
      },
    }
    const wheel = new TimingWheel(clock)
    const virtual = new VirtualClock()
    const items = Array.from({ length: 3000 }, () => new Item(virtual))
    for (const [i, item] of items.entries()) wheel.add(item, i * 7)
    const far = new Item(virtual)
    wheel.add(far, 3_700_000)
    now = 3_600_000
    tickNow()
    expect(items.filter(({ fired }) => fired.length !== 1)).toEqual([])
    expect([far.fired.length, wheel.size]).toEqual([0, 1])
    now = 3_700_000
    tickNow()
    expect([far.fired.length, wheel.size]).toEqual([1, 0])
  })

  test('one that throws keeps the others from nothing', async () => {
    const clock = new VirtualClock()
    const wheel = new TimingWheel(clock)
    const bad = new Item(clock, () => {
      throw new Error('a defect')
    })
    const good = new Item(clock)
    wheel.add(bad, 100)
    wheel.add(good, 100)
    await expect(clock.advance(100)).rejects.toThrow('a defect')
    await clock.advance(20)
    expect([bad.fired.length, good.fired.length, wheel.size]).toEqual([1, 1, 0])
  })
})

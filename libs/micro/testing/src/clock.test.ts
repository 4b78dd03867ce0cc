import { sleep } from '@micro/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VirtualClock } from './clock.ts'

describe('VirtualClock', () => {
  test('stands still by itself', async () => {
    const clock = new VirtualClock(1000)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect([clock.now(), clock.time()]).toEqual([0, 1000])
  })

  test('moves both scales', async () => {
    const clock = new VirtualClock(1000)
    await clock.advance(250.5)
    expect([clock.now(), clock.time()]).toEqual([250.5, 1250])
  })

  test('fires each timer at its own moment, those of one moment in the order they were set', async () => {
    const clock = new VirtualClock()
    const fired: string[] = []
    const note = (name: string) => () => void fired.push(`${name}@${clock.now()}`)
    clock.after(20, note('b'))
    clock.after(10, note('a'))
    clock.after(20, note('c'))
    await clock.advance(30)
    expect(fired).toEqual(['a@10', 'b@20', 'c@20'])
    expect(clock.now()).toBe(30)
  })

  test('fires in the order of time whatever the order of setting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 30 }), async (delays) => {
        const clock = new VirtualClock()
        const fired: number[] = []
        for (const delay of delays) clock.after(delay, () => void fired.push(clock.now()))
        await clock.advance(50)
        expect(fired).toEqual(delays.toSorted((a, b) => a - b))
      }),
      { numRuns: 50 },
    )
  })

  test('meets timers that woken code sets on the way', async () => {
    const clock = new VirtualClock()
    const woken: number[] = []
    const loop = (async () => {
      for (let i = 0; i < 3; i++) {
        await sleep(clock, 100)
        woken.push(clock.now())
      }
    })()
    await clock.advance(1000)
    await loop
    expect(woken).toEqual([100, 200, 300])
  })

  test('repeats until cancelled', async () => {
    const clock = new VirtualClock()
    const fired: number[] = []
    const timer = clock.every(10, () => {
      fired.push(clock.now())
      if (fired.length === 3) timer.cancel()
    })
    await clock.advance(100)
    expect(fired).toEqual([10, 20, 30])
    expect(clock.pending).toBe(0)
  })

  test('leaves a cancelled timer alone, also one that has fired', async () => {
    const clock = new VirtualClock()
    let fired = 0
    const never = clock.after(10, () => void fired++)
    never.cancel()
    const once = clock.after(20, () => void fired++)
    await clock.advance(50)
    once.cancel()
    expect(fired).toBe(1)
    expect(clock.pending).toBe(0)
  })

  test('refuses to go back', async () => {
    await expect(new VirtualClock().advance(-1)).rejects.toThrow(RangeError)
  })
})

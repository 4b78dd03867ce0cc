import { expect, test } from 'vitest'
import { measure } from './load.ts'

test('each caller has one call under way, and makes the next when it is answered', async () => {
  const underWay = new Map<number, number>()
  let most = 0
  let calls = 0
  const result = await measure(3, 0.1, (index, answered) => {
    calls++
    underWay.set(index, (underWay.get(index) ?? 0) + 1)
    most = Math.max(most, ...underWay.values())
    setImmediate(() => {
      underWay.set(index, underWay.get(index)! - 1)
      answered()
    })
  })
  expect([...underWay.keys()].sort()).toEqual([0, 1, 2])
  expect([...underWay.values()]).toEqual([0, 0, 0])
  expect(most).toBe(1)
  // The warm-up is called too, but does not count.
  expect(result.callsPerSecond).toBeGreaterThan(0)
  expect(result.callsPerSecond * 0.1).toBeLessThan(calls)
  expect(result.p99).toBeGreaterThanOrEqual(result.p50)
})

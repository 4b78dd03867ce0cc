import { p2c, roundRobin } from '@micro/core'
import { expect, test } from 'vitest'
import { selectorReport } from './report.ts'
import { simulate } from './simulate.ts'

test('the table shows what each strategy makes of slow and failing nodes', { timeout: 300_000 }, async () => {
  const chosen = await simulate(p2c, true)
  const turn = await simulate(roundRobin, false)
  expect(chosen.calls).toBeGreaterThan(100_000)
  // A node ten times slower gets under a tenth of its fair share; one that fails next to nothing, and has its own again.
  expect(chosen.slow).toBeLessThan(0.1)
  expect(chosen.failing[0]).toBeLessThan(0.05)
  expect(chosen.failing[2]).toBeGreaterThan(0.7)
  expect(turn.slow).toBeCloseTo(1, 1)
  expect(turn.failing[0]).toBeCloseTo(1, 1)
  const lines = selectorReport([chosen, turn], { node: 'v1', command: 'c' }).split('\n')
  expect(lines.find((line) => line.startsWith('p2c | on |'))).toMatch(/( \| [\d./ –]+){7}$/)
  expect(lines.some((line) => line.startsWith('round-robin | off |'))).toBe(true)
})

import { expect, test } from 'vitest'
import { table } from './report.ts'

const result = (callsPerSecond: number) => ({ callsPerSecond, p50: 0.5, p99: 2.25 })

test('shares are of the raw mirror, beside what is aimed at', () => {
  const results = { raw: result(1_200_000), bare: result(900_000), full: result(60_000) }
  const rows = [
    { load: { depth: 100, connections: 1 }, results },
    { load: { depth: 10, connections: 1 }, results },
  ]
  const lines = table(rows, { machine: '2 × a processor', node: 'v26.0.0' }).split('\n')
  expect(lines).toContain('100 | 1 | 1200 k | 900 k | 0.75 | 60.0 k | 0.05 | ≥ 0.45 | 0.50 / 2.25')
  expect(lines).toContain('10 | 1 | 1200 k | 900 k | 0.75 | 60.0 k | 0.05 |  | 0.50 / 2.25')
  expect(lines).toContain('2 × a processor, Node v26.0.0.')
})

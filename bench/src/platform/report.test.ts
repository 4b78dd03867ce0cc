import { expect, test } from 'vitest'
import { report } from './report.ts'

const result = (callsPerSecond: number, p99: number) => ({ callsPerSecond, p50: 1, p99 })

test('ratios are of the bare peer in the same row', () => {
  const figures = {
    searches: [{ name: 'area', clients: 50, results: { pg: result(100, 2), rpc: result(90, 3), rest: result(80, 5) } }],
    bookings: [{ name: 'booking', clients: 1, results: { pg: result(1000, 2), rpc: result(600, 3) } }],
    gets: [
      {
        name: 'areas',
        clients: 1,
        results: { fastify: result(8000, 2), calling: result(4000, 4), gateway: result(2000, 3) },
      },
    ],
  }
  const about = {
    machine: '2 × a processor',
    node: 'v26',
    date: '2026-11-20',
    command: 'npm run bench',
    houses: 5,
    bookings: 15,
  }
  const lines = report(figures, about).split('\n')
  expect(lines).toContain('area | 50 | 1.00 / 2.00 | 1.00 / 3.00 | 1.50 | 1.00 / 5.00 | 2.50')
  expect(lines).toContain('booking | 1 | 1000/s | 600/s | 0.60 | 1.00 / 2.00 | 1.00 / 3.00')
  expect(lines).toContain('areas | 1 | 8000/s | 4000/s | 2000/s | 0.25 | 0.50 | 1.00 / 4.00 | 1.00 / 3.00')
  expect(lines).toContain('2 × a processor, Node v26, 2026-11-20: `npm run bench`.')
})

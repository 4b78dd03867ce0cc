import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Histogram } from './stats.ts'

describe('Histogram', () => {
  test('tells each quantile to within 7 % of the exact one, or the microsecond', () => {
    const reading = fc.oneof(
      fc.double({ min: 0, max: 0.05, noNaN: true }),
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 4_000_000, noNaN: true }),
    )
    fc.assert(
      fc.property(
        fc.array(reading, { minLength: 1, maxLength: 200 }),
        fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
        (readings, quantiles) => {
          const histogram = new Histogram()
          for (const each of readings) histogram.record(each)
          const sorted = readings.toSorted((a, b) => a - b)
          for (const q of quantiles) {
            const exact = sorted[Math.ceil(sorted.length * q) - 1]!
            const told = histogram.quantile(q)
            expect(told).toBeGreaterThanOrEqual(exact)
            expect(told - exact).toBeLessThanOrEqual(Math.max(exact * 0.07, 0.001 + 1e-9))
          }
          expect(histogram.count).toBe(readings.length)
          expect(histogram.sum).toBeCloseTo(
            readings.reduce((a, b) => a + b),
            5,
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  test('says 0 without readings', () => {
    const histogram = new Histogram()
    expect([histogram.quantile(0.5), histogram.quantile(1), histogram.count]).toEqual([0, 0, 0])
  })

  test('keeps what is longer than it can tell apart as the longest', () => {
    const histogram = new Histogram()
    histogram.record(1e12)
    histogram.record(Number.POSITIVE_INFINITY)
    expect(histogram.quantile(1)).toBeCloseTo(2 ** 32 / 1000, 0)
    expect(histogram.count).toBe(2)
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RetryBudget } from './budget.ts'

describe('RetryBudget', () => {
  test('has its burst at first, and then nothing without successes', () => {
    const budget = new RetryBudget(0.1, 10)
    expect(Array.from({ length: 12 }, () => budget.take())).toEqual([...Array(10).fill(true), false, false])
  })

  test('earns its share of the successes, and saves no more than its burst', () => {
    const budget = new RetryBudget(0.25, 2)
    for (let i = 0; i < 1000; i++) budget.success()
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false])
    for (let i = 0; i < 4; i++) budget.success()
    expect([budget.take(), budget.take()]).toEqual([true, false])
  })

  test('never gives more than burst and share together, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (events) => {
        const budget = new RetryBudget(0.1, 5)
        let taken = 0
        let successes = 0
        for (const success of events) {
          if (success) {
            successes++
            budget.success()
          } else if (budget.take()) taken++
          expect(taken).toBeLessThanOrEqual(5 + successes * 0.1 + 1e-9)
        }
      }),
    )
  })
})

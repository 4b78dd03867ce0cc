import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Action,
  blocking,
  firstStatus,
  nextStatus,
  type OrderStatus,
  type Role,
  statuses,
  timed,
  transitions,
} from './states.ts'

const actions = [...new Set(transitions.map((transition) => transition.action))]
const roles: readonly Role[] = ['tenant', 'landlord', 'system']
const ends: readonly OrderStatus[] = ['COMPLETE', 'REJECTED', 'CANCELED', 'EXPIRED']

function attempt(from: OrderStatus, action: Action, by: Role): OrderStatus | string {
  try {
    return nextStatus(from, action, by)
  } catch (error) {
    return (error as { reason: string }).reason
  }
}

describe('the life of a booking', () => {
  test('allows what the table lists and nothing else', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...statuses),
        fc.constantFrom(...actions),
        fc.constantFrom(...roles),
        (from, action, by) => {
          const listed = transitions.find(
            (each) => each.from === from && each.action === action && each.by.includes(by),
          )
          const others = transitions.some((each) => each.from === from && each.action === action)
          const ever = transitions.some((each) => each.action === action && each.by.includes(by))
          expect(attempt(from, action, by)).toBe(listed?.to ?? (others || !ever ? 'FORBIDDEN' : 'WRONG_STATE'))
        },
      ),
    )
  })

  test('names each step once', () => {
    const names = transitions.map(({ from, action }) => `${from} ${action}`)
    expect(new Set(names).size).toBe(names.length)
  })

  test('ends: whatever happens, no state is entered twice', () => {
    const step = fc.tuple(fc.constantFrom(...actions), fc.constantFrom(...roles))
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 60 }), (instant, steps) => {
        let status = firstStatus(instant)
        const seen = new Set([status])
        for (const [action, by] of steps) {
          const next = attempt(status, action, by)
          if (next === 'WRONG_STATE' || next === 'FORBIDDEN') continue
          status = next as OrderStatus
          expect(seen).not.toContain(status)
          seen.add(status)
        }
      }),
    )
  })

  test('leads from every state to an end, and never on from there', () => {
    for (const status of statuses) {
      const on = transitions.filter((transition) => transition.from === status)
      expect(on.length === 0).toBe(ends.includes(status))
    }
  })

  test('never takes nights back that were given free', () => {
    for (const { from, to } of transitions) {
      if (!blocking.includes(from)) expect(blocking).not.toContain(to)
    }
    expect(blocking).toContain(firstStatus(true))
    expect(blocking).toContain(firstStatus(false))
  })

  test('goes on by itself from every state that is no end', () => {
    for (const status of statuses) {
      const action = timed[status]
      expect(action === undefined).toBe(ends.includes(status))
      if (action !== undefined) expect(statuses).toContain(attempt(status, action, 'system'))
    }
  })

  test('lets a landlord reject a request, not cancel it', () => {
    expect(attempt('WAIT_ACCEPT', 'cancel', 'landlord')).toBe('FORBIDDEN')
    expect(attempt('WAIT_PAYMENT', 'cancel', 'landlord')).toBe('CANCELED')
    expect(attempt('CHECKED_IN', 'cancel', 'landlord')).toBe('WRONG_STATE')
  })

  test('lets only the landlord accept and reject', () => {
    for (const action of ['accept', 'reject'] as const) {
      expect(attempt('WAIT_ACCEPT', action, 'tenant')).toBe('FORBIDDEN')
      expect(attempt('WAIT_ACCEPT', action, 'system')).toBe('FORBIDDEN')
      // Whose thing it is comes before the state it is in.
      expect(attempt('REJECTED', action, 'tenant')).toBe('FORBIDDEN')
      expect(attempt('REJECTED', action, 'landlord')).toBe('WRONG_STATE')
    }
  })
})

import { VirtualClock } from '@micro/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Clock } from '../clock.ts'
import { Admission } from './admission.ts'

describe('Admission', () => {
  test('refuses the call that would be one too many, as one that may go elsewhere', () => {
    const admission = new Admission('a', new VirtualClock(), { maxCalls: 2 })
    for (let i = 0; i < 2; i++) {
      expect(admission.refuse()).toBeUndefined()
      admission.enter()
    }
    expect(admission.refuse()).toMatchObject({ code: 503, reason: 'OVERLOADED', domain: 'micro', unprocessed: true })
    admission.leave()
    expect(admission.refuse()).toBeUndefined()
    expect(admission.calls).toBe(1)
  })

  describe('with an event loop that lags', () => {
    let now: number
    let look: () => void
    let admission: Admission

    beforeEach(() => {
      now = 0
      const clock: Clock = {
        now: () => now,
        time: () => now,
        after: () => ({ cancel() {} }),
        every(_, callback) {
          look = callback
          return { cancel() {} }
        },
      }
      admission = new Admission('a', clock, { maxLag: 1000 })
      admission.start()
    })

    const lookAfter = (milliseconds: number) => {
      now += milliseconds
      look()
    }

    test('refuses after two looks in a row that came too late, not after one', () => {
      lookAfter(5000)
      expect(admission.refuse()).toBeUndefined()
      lookAfter(2000)
      expect(admission.refuse()).toMatchObject({ reason: 'OVERLOADED', detail: 'overloaded: event loop lags' })
    })

    test('takes calls again as soon as a look is in time', () => {
      lookAfter(5000)
      lookAfter(5000)
      lookAfter(260)
      expect(admission.refuse()).toBeUndefined()
    })

    test('does not mind looks that are a little late', () => {
      for (let i = 0; i < 100; i++) lookAfter(1200)
      expect(admission.refuse()).toBeUndefined()
    })
  })

  test('has no timer once it is stopped', async () => {
    const clock = new VirtualClock()
    const admission = new Admission('a', clock)
    admission.start()
    await clock.advance(60_000)
    expect([clock.pending, admission.refuse()]).toEqual([1, undefined])
    admission.stop()
    expect(clock.pending).toBe(0)
  })
})

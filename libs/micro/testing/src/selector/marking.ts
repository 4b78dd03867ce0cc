import type { Candidate, Outcome } from '@micro/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { record } from '../records.ts'
import { ok, type Stage } from './stage.ts'

export function marking(stage: Stage): void {
  describe('mark', () => {
    test('refuses what is no candidate of a selector', () => {
      const { nodes } = record('a', ['a-1'])
      const forged: Candidate = {
        service: 'a',
        version: '1.0.0',
        node: nodes[0]!,
        order: 0,
        inflight: 0,
        latency: 0,
        success: 1,
        silent: Number.POSITIVE_INFINITY,
        picked: 0,
      }
      expect(() => stage.selector.mark(forged, ok)).toThrow(TypeError)
    })

    test('brings the attempts in flight back to 0, whatever happens in between', async () => {
      const step = fc.oneof(
        { weight: 4, arbitrary: fc.constant('select' as const) },
        { weight: 3, arbitrary: fc.constantFrom('ok' as const, 'failure' as const, 'neutral' as const) },
        { weight: 2, arbitrary: fc.constantFrom('wait' as const, 'register' as const, 'deregister' as const) },
      )
      await stage.warm('a', ['a-0', 'a-1'])
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(step, fc.nat(3)), { maxLength: 60 }), async (steps) => {
          const held: { readonly candidate: Candidate; readonly at: number }[] = []
          const seen = new Set<Candidate>()
          const release = (index: number, result: Outcome['result']) => {
            const [attempt] = held.splice(index % held.length, 1)
            if (attempt !== undefined)
              stage.selector.mark(attempt.candidate, { latency: stage.clock.now() - attempt.at, result })
          }
          for (const [verb, number] of steps) {
            if (verb === 'select') {
              const candidate = stage.pick('a')
              held.push({ candidate, at: stage.clock.now() })
              seen.add(candidate)
              for (const each of seen) {
                expect(each.inflight).toBe(held.filter(({ candidate }) => candidate === each).length)
              }
            } else if (verb === 'wait') await stage.clock.advance(number * 700)
            else if (verb === 'register') stage.store.register(record('a', [`a-${number}`]))
            // One node stays, so that there is always an answer.
            else if (verb === 'deregister' && number > 0) stage.store.deregister(record('a', [`a-${number}`]))
            else if (verb === 'ok' || verb === 'failure' || verb === 'neutral') release(number, verb)
          }
          while (held.length > 0) release(0, 'ok')
          for (const candidate of seen) expect(candidate.inflight).toBe(0)
        }),
        { numRuns: 100 },
      )
    })
  })
}

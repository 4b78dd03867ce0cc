import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Trace } from './trace.ts'

const hex = (length: number) =>
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
    .filter((text) => !/^0+$/.test(text))
const flags = fc.nat(255).map((value) => value.toString(16).padStart(2, '0'))

describe('Trace', () => {
  test('is written as it was read', () => {
    fc.assert(
      fc.property(hex(32), hex(16), flags, (trace, span, flag) => {
        const header = `00-${trace}-${span}-${flag}`
        const parsed = Trace.parse(header)
        expect(String(parsed)).toBe(header)
        expect([parsed?.traceId, parsed?.spanId]).toEqual([trace, span])
      }),
    )
  })

  test.each([
    '',
    'x',
    `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`,
    `00-${'1'.repeat(32)}-${'0'.repeat(16)}-01`,
    `ff-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
    `00-${'A'.repeat(32)}-${'1'.repeat(16)}-01`,
    `00-${'1'.repeat(31)}-${'1'.repeat(16)}-01`,
    `00-${'1'.repeat(32)}-${'1'.repeat(17)}-01`,
    `00-${'1'.repeat(32)}-${'1'.repeat(16)}`,
    `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01-more`,
    ` 00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
    `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01\n`,
  ])('%j is none', (header) => {
    expect(Trace.parse(header)).toBeUndefined()
  })

  test('a new one is sampled, valid and its own', () => {
    const traces = Array.from({ length: 1000 }, () => Trace.start())
    expect(new Set(traces.map(({ traceId }) => traceId)).size).toBe(1000)
    for (const trace of traces) expect(String(Trace.parse(String(trace)))).toBe(String(trace))
    expect(traces[0]!.flags).toBe(1)
  })

  test('a child has the trace and its flags, and a span of its own', () => {
    const parent = Trace.parse(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`)!
    const child = parent.child()
    expect([child.traceId, child.flags]).toEqual([parent.traceId, 0])
    expect(child.spanId).not.toBe(parent.spanId)
    expect(parent.spanId).toBe('b'.repeat(16))
  })
})

import { type Codec, type MessageType, Reader } from '@micro/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Everything } from '../../gen/everything.js'
import { Payload } from '../../gen/testing.js'
import { payload } from '../service.ts'
import { decoded, encoded } from './encoding.ts'
import { blank, everything } from './values.ts'

/** From bytes to a message. */
export function decodingTests(codec: Codec): void {
  /** What decoding these bytes gives: the message, or `undefined` where they are refused, with an Error. */
  function attempt<T>(type: MessageType<T>, bytes: Buffer): T | undefined {
    try {
      return decoded(codec, type, bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(Error)
      return undefined
    }
  }

  test('it reads what lies between pos and len, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), everything, fc.uint8Array({ maxLength: 100 }), (a, message, b) => {
        const bytes = encoded(codec, Everything, message)
        const reader = new Reader(Buffer.alloc(0)).reset(
          Buffer.concat([a, bytes, b]),
          a.length,
          a.length + bytes.length,
        )
        expect(codec.decode(Everything, reader)).toEqual(message)
        expect([reader.pos, reader.len]).toEqual([a.length + bytes.length, a.length + bytes.length])
      }),
      { numRuns: 50 },
    )
  })

  test('what it gives does not change when the buffer is used again', () => {
    const message = payload({ text: 'mine', data: Buffer.alloc(16, 7) })
    const bytes = Buffer.concat([encoded(codec, Payload, message), Buffer.alloc(1000)])
    const reader = new Reader(Buffer.alloc(0)).reset(bytes, 0, bytes.length - 1000)
    const back = codec.decode(Payload, reader)
    bytes.fill(0xff)
    expect(back).toEqual(message)
  })

  test('a message cut short is refused, or is a message; it never hangs', () => {
    fc.assert(
      fc.property(everything, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (message, share) => {
        const bytes = encoded(codec, Everything, message)
        const back = attempt(Everything, bytes.subarray(0, Math.floor(bytes.length * share)))
        if (back !== undefined) wellTyped(back)
      }),
      { numRuns: 300 },
    )
  })

  test('a text cut short is refused', () => {
    const bytes = encoded(codec, Payload, payload({ text: 'a text of some length' }))
    for (let end = 1; end < bytes.length; end++) {
      expect(attempt(Payload, bytes.subarray(0, end)), `${end} of ${bytes.length}`).toBeUndefined()
    }
  })

  test('what lies behind the end does not complete a message cut short', () => {
    const bytes = encoded(codec, Payload, payload({ text: 'a text of some length' }))
    const reader = new Reader(Buffer.alloc(0))
    for (let end = 1; end < bytes.length; end++) {
      expect(() => codec.decode(Payload, reader.reset(bytes, 0, end))).toThrow()
    }
  })

  test('random bytes are refused, or a message whose fields are of their types', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const back = attempt(Everything, Buffer.from(bytes))
        if (back !== undefined) wellTyped(back)
      }),
      { numRuns: 2000 },
    )
  })

  test('so are messages with some bytes changed', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.nat(255) })
    fc.assert(
      fc.property(everything, fc.array(change, { minLength: 1, maxLength: 4 }), (message, changes) => {
        const bytes = encoded(codec, Everything, message)
        for (const { at, byte } of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte
        const back = attempt(Everything, bytes)
        if (back !== undefined) wellTyped(back)
      }),
      { numRuns: 500 },
    )
  })

  test('a message of another type is refused or read for what both have, never as the wrong kind of value', () => {
    fc.assert(
      fc.property(everything, (message) => {
        const back = attempt(Payload, encoded(codec, Everything, message))
        if (back === undefined) return
        expect([typeof back.text, typeof back.number]).toEqual(['string', 'number'])
        expect(back.data).toBeInstanceOf(Uint8Array)
      }),
      { numRuns: 100 },
    )
  })

  test('text that is no UTF-8 is refused', () => {
    const bytes = encoded(codec, Payload, payload({ text: 'abcdef' }))
    const at = bytes.indexOf('abcdef')
    for (const [i, byte] of [
      [0, 0xff],
      [5, 0xe7],
      [2, 0x80],
    ] as const) {
      const broken = Buffer.from(bytes)
      broken[at + i] = byte
      expect(attempt(Payload, broken)).toBeUndefined()
    }
    // The character that stands for broken text is itself a good one.
    expect(decoded(codec, Payload, encoded(codec, Payload, payload({ text: '\ufffd' }))).text).toBe('\ufffd')
  })

  test('a reader that met bad bytes is good for the next message', () => {
    const good = { ...blank(), children: [{ ...blank(), string: 'inside' }], int32s: [1, 300] }
    const bytes = encoded(codec, Everything, good)
    const broken = Buffer.concat([bytes.subarray(0, bytes.length - 1)])
    const reader = new Reader(Buffer.alloc(0)).reset(broken, 0, broken.length)
    expect(() => codec.decode(Everything, reader)).toThrow()
    expect(reader.len).toBe(broken.length)
    expect(codec.decode(Everything, reader.reset(bytes, 0, bytes.length))).toEqual(good)
  })

  test('messages that nest too deep are refused both ways, before the stack is gone', () => {
    let deep = blank()
    for (let i = 0; i < 100_000; i++) deep = { ...blank(), inner: deep }
    expect(() => encoded(codec, Everything, deep)).toThrow(Error)
    let shallow = blank()
    for (let i = 0; i < 50; i++) shallow = { ...blank(), inner: shallow }
    expect(decoded(codec, Everything, encoded(codec, Everything, shallow))).toEqual(shallow)
  })

  test('a map may have any key, and does not touch what all objects share', () => {
    const counts: Record<string, number> = Object.fromEntries([
      ['__proto__', 1],
      ['constructor', 2],
      ['', 3],
    ])
    const back = decoded(codec, Everything, encoded(codec, Everything, { ...blank(), counts }))
    expect(Object.entries(back.counts)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
      ['', 3],
    ])
    expect(Object.getPrototypeOf(back.counts)).toBe(Object.prototype)
  })
}

/** Every field holds what the generated interface says it does. */
function wellTyped(message: Everything): void {
  for (const field of Everything.fields) {
    const value = (message as unknown as Readonly<Record<string, unknown>>)[field.name]
    if (value === undefined) continue
    const items = field.mapKey !== undefined ? Object.values(value as object) : field.repeated ? value : [value]
    expect(Array.isArray(items)).toBe(true)
    for (const item of items as unknown[]) wellTypedItem(field.type, item)
  }
}

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  sint32: [-(2 ** 31), 2 ** 31 - 1],
  sfixed32: [-(2 ** 31), 2 ** 31 - 1],
  'micro.testing.v1.Shade': [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  fixed32: [0, 2 ** 32 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  sint64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  sfixed64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  fixed64: [0, Number.MAX_SAFE_INTEGER],
}

function wellTypedItem(type: string, item: unknown): void {
  const range = ranges[type]
  if (type === Everything.name) wellTyped(item as Everything)
  else if (range !== undefined) {
    expect(Number.isInteger(item)).toBe(true)
    expect(item).toBeGreaterThanOrEqual(range[0])
    expect(item).toBeLessThanOrEqual(range[1])
  } else if (type === 'bytes') expect(item).toBeInstanceOf(Uint8Array)
  else expect(typeof item).toBe(type === 'bool' ? 'boolean' : type === 'string' ? 'string' : 'number')
}

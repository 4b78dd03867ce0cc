import { type Codec, type MessageType, Reader, Writer } from '@micro/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Everything } from '../../gen/everything.js'
import { Payload } from '../../gen/testing.js'
import { payload } from '../service.ts'
import { blank, everything } from './values.ts'

/** The bytes of `message` alone. */
export function encoded<T>(codec: Codec, type: MessageType<T>, message: T): Buffer {
  const writer = Writer.create()
  codec.encode(type, message, writer)
  return Buffer.from(writer.buf.subarray(0, writer.pos))
}

export function decoded<T>(codec: Codec, type: MessageType<T>, bytes: Buffer): T {
  return codec.decode(type, new Reader(bytes))
}

/** From a message to its bytes. */
export function encodingTests(codec: Codec): void {
  test('its content type is bare and lower case, so that it can be compared', () => {
    expect(codec.contentType).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/)
    expect(codec.name).toMatch(/^[a-z]+$/)
  })

  test('every message comes back as it was', () => {
    fc.assert(
      fc.property(everything, (message) => {
        expect(decoded(codec, Everything, encoded(codec, Everything, message))).toEqual(message)
      }),
      { numRuns: 200 },
    )
  })

  test('what is optional tells absent from default, and of a oneof one is set', () => {
    const message = { ...blank(), maybeNumber: 0, maybeText: '', maybe: false, maybeBytes: Buffer.alloc(0), word: '' }
    const back = decoded(codec, Everything, encoded(codec, Everything, message))
    expect(back).toEqual(message)
    expect([back.amount, back.nested]).toEqual([undefined, undefined])
    expect(decoded(codec, Everything, encoded(codec, Everything, blank())).maybeNumber).toBeUndefined()
  })

  test('an empty message comes back empty, from no bytes as well', () => {
    expect(decoded(codec, Everything, encoded(codec, Everything, blank()))).toEqual(blank())
    expect(decoded(codec, Everything, Buffer.alloc(0))).toEqual(blank())
  })

  test('a large message comes back whole', () => {
    const message = payload({ text: '爱租房'.repeat(300_000), data: Buffer.alloc(1_000_000, 7) })
    const back = decoded(codec, Payload, encoded(codec, Payload, message))
    expect(back.text === message.text && Buffer.from(message.data).equals(back.data)).toBe(true)
  })

  test('it writes from where the writer stands, and leaves what is before', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), everything, (before, message) => {
        const writer = Writer.create()
        writer.reserve(before.length)
        writer.buf.set(before, 0)
        writer.pos = before.length
        codec.encode(Everything, message, writer)
        const whole = Buffer.from(writer.buf.subarray(0, writer.pos))
        expect(whole.subarray(0, before.length).equals(before)).toBe(true)
        expect(whole.subarray(before.length).equals(encoded(codec, Everything, message))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('messages one after another in one buffer are each what they are alone', () => {
    fc.assert(
      fc.property(fc.array(everything, { minLength: 2, maxLength: 5 }), (messages) => {
        const writer = Writer.create()
        const reader = new Reader(Buffer.alloc(0))
        const ends = messages.map((message) => {
          codec.encode(Everything, message, writer)
          return writer.pos
        })
        const back = ends.map((end, i) => codec.decode(Everything, reader.reset(writer.buf, ends[i - 1] ?? 0, end)))
        expect(back).toEqual(messages)
      }),
      { numRuns: 50 },
    )
  })

  test('a message that throws does nothing to the next, however deep it threw', () => {
    const bad = { ...blank(), string: 'begins well', inner: { ...blank(), children: [{ ...blank(), int64: 2 ** 60 }] } }
    const good = { ...blank(), children: [blank(), { ...blank(), string: 'inside' }], inner: blank() }
    const writer = Writer.create()
    codec.encode(Everything, good, writer)
    const start = writer.pos
    for (let i = 0; i < 3; i++) {
      expect(() => codec.encode(Everything, bad, writer)).toThrow(RangeError)
      writer.rewind(start)
    }
    codec.encode(Everything, good, writer)
    const reader = new Reader(Buffer.alloc(0))
    expect(codec.decode(Everything, reader.reset(writer.buf, 0, start))).toEqual(good)
    expect(codec.decode(Everything, reader.reset(writer.buf, start, writer.pos))).toEqual(good)
  })

  test.each([
    ['int64', [2 ** 53, -(2 ** 53), 0.5, Number.NaN, Infinity]],
    ['sint64', [2 ** 53, 0.5]],
    ['sfixed64', [-(2 ** 53), 0.5]],
    ['uint64', [2 ** 53, -1, 0.5, Number.NaN]],
    ['fixed64', [2 ** 53, -1, 0.5]],
    ['int32', [2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN]],
    ['sint32', [2 ** 31, -(2 ** 31) - 1, 0.5]],
    ['sfixed32', [2 ** 31, 0.5]],
    ['uint32', [2 ** 32, -1, 0.5]],
    ['fixed32', [2 ** 32, -1, 0.5]],
  ] as const)('an %s that the type does not hold is refused, not changed', (field, values) => {
    for (const value of values) {
      expect(() => encoded(codec, Everything, { ...blank(), [field]: value }), String(value)).toThrow(RangeError)
    }
  })

  test('so is one in a list or a map', () => {
    for (const message of [
      { ...blank(), int32s: [1, 2 ** 31] },
      { ...blank(), sint64s: [1, 2 ** 53] },
      { ...blank(), uint64s: [1, -1] },
      { ...blank(), fixed64s: [1, 2 ** 53] },
      { ...blank(), counts: { a: 1, b: 2 ** 53 } },
    ]) {
      expect(() => encoded(codec, Everything, message)).toThrow(RangeError)
    }
  })

  test('a number for a text, or a text for a number, is refused', () => {
    for (const wrong of [{ string: 5 }, { strings: [5] }, { int64: '5' }, { int32: '5' }, { uint64s: ['5'] }]) {
      const message: object = { ...blank(), ...wrong }
      expect(() => encoded(codec, Everything, message as Everything), JSON.stringify(wrong)).toThrow(/5/)
    }
  })
}

import { describe, expect, test } from 'vitest'
import { Reader, Writer } from './protobuf.ts'

/** What this relies on of protobufjs, beside what its own documents promise. */
describe('Writer', () => {
  test('writes into the buffer it is given, from where it is told', () => {
    const writer = new Writer()
    const buffer = Buffer.alloc(64, 0xee)
    writer.buf = buffer
    writer.pos = 10
    writer.uint32(10).string('house').uint32(18).fork().uint32(8).int64(-1).ldelim()
    expect(writer.buf).toBe(buffer)
    expect(buffer.subarray(0, 10).equals(Buffer.alloc(10, 0xee))).toBe(true)
    expect(buffer.subarray(10, writer.pos).toString('hex')).toBe('0a05686f757365120b08ffffffffffffffffff01')
  })

  test('grows by a new buffer, and keeps what was written', () => {
    const writer = new Writer()
    const buffer = Buffer.alloc(8)
    writer.buf = buffer
    writer.string('a').string('爱租房'.repeat(100))
    expect(writer.buf).not.toBe(buffer)
    expect(new Reader(writer.buf).reset(writer.buf, 2, writer.pos).string()).toBe('爱租房'.repeat(100))
    expect(writer.buf).toBeInstanceOf(Buffer)
  })

  test('rewind takes back a nested message that was begun, and its beginnings with it', () => {
    const writer = new Writer()
    writer.uint32(10).fork().uint32(8)
    const start = writer.pos
    for (let i = 0; i < 1000; i++) {
      writer.uint32(18).fork().uint32(26).fork().string('half')
      writer.rewind(start)
    }
    expect((writer as unknown as { states: number[] }).states).toHaveLength(1)
    writer.uint32(5).ldelim()
    expect(Buffer.from(writer.buf.subarray(0, writer.pos)).toString('hex')).toBe('0a020805')
  })

  test('writes no 64-bit number that is none', () => {
    const writer = new Writer()
    for (const value of [2 ** 53, -(2 ** 53), 0.5, Number.NaN]) {
      expect(() => writer.int64(value)).toThrow(RangeError)
      expect(() => writer.sint64s([1, value])).toThrow(RangeError)
    }
    for (const write of ['uint64', 'fixed64'] as const) expect(() => writer[write](-1)).toThrow(RangeError)
    expect(writer.pos).toBe(0)
  })
})

describe('Reader', () => {
  test('reads 64-bit numbers as numbers, of every width', () => {
    const values = [0, 1, 127, 128, 2 ** 14, 2 ** 21, 2 ** 28 - 1, 2 ** 28, 2 ** 32, 2 ** 35, 2 ** 49, 2 ** 53 - 1]
    for (const value of values.flatMap((each) => [each, -each || 0])) {
      const writer = new Writer()
      writer.int64(value).sint64(value).sfixed64(value)
      if (value >= 0) writer.uint64(value).fixed64(value)
      const reader = new Reader(Buffer.from(writer.buf.subarray(0, writer.pos)))
      const read = [reader.int64(), reader.sint64(), reader.sfixed64()]
      if (value >= 0) read.push(reader.uint64(), reader.fixed64())
      expect(new Set(read)).toEqual(new Set([value]))
      expect(reader.pos).toBe(reader.len)
    }
  })

  test('refuses a 64-bit number that would be rounded', () => {
    const large = Buffer.from('ffffffffffffffff7f', 'hex') // 2^63 - 1
    expect(() => new Reader(large).int64()).toThrow(RangeError)
    expect(() => new Reader(large).uint64()).toThrow(RangeError)
    expect(() => new Reader(Buffer.alloc(8, 0xff)).fixed64()).toThrow(RangeError)
    expect(new Reader(Buffer.alloc(8, 0xff)).sfixed64()).toBe(-1)
  })

  test('never reads past len, whatever lies there', () => {
    const buffer = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x01, 0x05])
    for (let end = 0; end < 5; end++) {
      const reader = new Reader(buffer)
      for (const read of ['int64', 'uint64', 'uint32', 'tag', 'string', 'bytes', 'fixed64'] as const) {
        reader.reset(buffer, 0, end)
        expect(() => (reader as unknown as Record<string, () => unknown>)[read]!(), `${read} of ${end}`).toThrow()
      }
    }
  })

  test('gives bytes of their own where a view would keep a large buffer', () => {
    const writer = new Writer()
    writer.bytes(Buffer.from('abc')).raw(Buffer.alloc(1000))
    const buffer = Buffer.from(writer.buf.subarray(0, writer.pos))
    const bytes = new Reader(buffer).bytes()
    buffer.fill(0)
    expect(bytes.toString()).toBe('abc')
  })
})

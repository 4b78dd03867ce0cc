import { type MessageType, Reader, Writer } from '@micro/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messages } from './arbitrary.ts'
import { reflect } from './reflect.ts'
import { type Module, protoFolder, Workshop } from './workshop.ts'

const workshop = new Workshop()
const reflected = reflect(protoFolder)
let kitchen: Module

beforeAll(async () => {
  workshop.generate({ proto: protoFolder })
  kitchen = await workshop.import('kitchen/v1/kitchen.js')
})
afterAll(() => workshop[Symbol.dispose]())

function message(name: string): MessageType<Record<string, unknown>> {
  return kitchen[name] as unknown as MessageType<Record<string, unknown>>
}
function encode(name: string, value: object): Buffer {
  const writer = Writer.create()
  message(name).encode(value as Record<string, unknown>, writer)
  return Buffer.from(writer.finish())
}
function decode(name: string, bytes: Uint8Array): Record<string, unknown> {
  return message(name).decode(new Reader(Buffer.from(bytes)))
}

const names = ['Scalars', 'Lists', 'Optionals', 'Maps', 'Choice', 'Tree', 'Names', 'Moments', 'Nothing', 'MealReady']

describe('what is encoded', () => {
  test.each(names)('%s has the same bytes as by reflection, and is read back whole', (name) => {
    const type = reflected.lookupType(`kitchen.v1.${name}`)
    fc.assert(
      fc.property(messages(type), (value) => {
        const bytes = encode(name, value)
        expect(bytes.equals(type.encode(value).finish())).toBe(true)
        expect(decode(name, bytes)).toEqual(value)
      }),
      { numRuns: 60 },
    )
  })

  test('tolerates fields that are missing or null, as plain JavaScript may have it', () => {
    expect(encode('Scalars', { aString: 'x', aBool: null })).toEqual(Buffer.from([0x72, 1, 0x78]))
  })
})

describe('a decoded message', () => {
  test('has every field as its own property, nested ones too, so that copying it loses nothing', () => {
    const scalars = decode('Scalars', Buffer.alloc(0))
    expect({ ...scalars }).toEqual({
      aDouble: 0,
      aFloat: 0,
      anInt32: 0,
      anInt64: 0,
      aUint32: 0,
      aUint64: 0,
      aSint32: 0,
      aSint64: 0,
      aFixed32: 0,
      aFixed64: 0,
      aSfixed32: 0,
      aSfixed64: 0,
      aBool: false,
      aString: '',
      someBytes: Buffer.alloc(0),
      heat: 0,
    })
    const meal = decode('MealReady', Buffer.from([0x12, 0]))
    expect(JSON.stringify(meal)).toBe('{"tableId":"","part":{"id":"","grams":0}}')
    expect(Object.keys(meal.part as object)).toEqual(['id', 'grams', 'note'])
    expect(structuredClone(meal)).toStrictEqual(meal)
  })

  test('keeps a field that is written with its default value', () => {
    // an_int32 = 7, then an_int32 = 0: the last one counts.
    expect(decode('Scalars', Buffer.from([0x18, 7, 0x18, 0]))).toHaveProperty('anInt32', 0)
  })

  test('shares no array or map with another', () => {
    const first = decode('Lists', Buffer.alloc(0))
    ;(first.strings as string[]).push('mine')
    expect(decode('Lists', Buffer.alloc(0)).strings).toEqual([])
  })

  test('tells absent from default', () => {
    expect(decode('Optionals', Buffer.alloc(0))).toHaveProperty('anInt32', undefined)
    expect(decode('Optionals', encode('Optionals', { anInt32: 0 }))).toHaveProperty('anInt32', 0)
  })

  test('has one member of a oneof: the last on the wire', () => {
    const bytes = Buffer.concat([encode('Choice', { text: 'a' }), encode('Choice', { part: { id: 'p', grams: 1 } })])
    expect(decode('Choice', bytes)).toEqual({
      before: '',
      text: undefined,
      number: undefined,
      part: { id: 'p', grams: 1, note: undefined },
      heat: undefined,
      raw: undefined,
      after: false,
    })
  })

  test('joins the parts of a message that comes in pieces', () => {
    const bytes = Buffer.concat([
      encode('Optionals', { part: { id: 'p' } }),
      encode('Optionals', { part: { grams: 5 } }),
    ])
    expect(decode('Optionals', bytes).part).toEqual({ id: 'p', grams: 5, note: undefined })
  })

  test('reads packed numbers where single ones are declared, and the reverse', () => {
    expect(decode('Lists', Buffer.from([0x92, 0x01, 2, 1, 2])).unpacked).toEqual([1, 2])
    expect(decode('Lists', Buffer.from([0x18, 1, 0x18, 2])).int32s).toEqual([1, 2])
  })

  test('gives a map the key __proto__ as a key like any other', () => {
    const names = JSON.parse('{"__proto__":"x"}') as Record<string, string>
    const back = decode('Maps', encode('Maps', { names })).names as Record<string, string>
    expect(Object.entries(back)).toEqual([['__proto__', 'x']])
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
  })

  test('skips fields it does not know', () => {
    const unknown = Buffer.from([
      0xf8, 0x07, 1, 0xfa, 0x07, 2, 0, 0, 0xfd, 0x07, 0, 0, 0, 0, 0xf9, 0x07, 0, 0, 0, 0, 0, 0, 0, 0,
    ])
    const group = Buffer.from([0xfb, 0x07, 0x08, 1, 0xfc, 0x07])
    const bytes = Buffer.concat([unknown, encode('Names', { class: 'x' }), group])
    expect(decode('Names', bytes)).toHaveProperty('class', 'x')
  })
})

describe('64-bit integers', () => {
  const fields = ['anInt64', 'aUint64', 'aSint64', 'aFixed64', 'aSfixed64']

  test.each(fields)('%s carries every safe integer', (field) => {
    const unsigned = field === 'aUint64' || field === 'aFixed64'
    const values = [
      Number.MAX_SAFE_INTEGER,
      2 ** 32,
      2 ** 31,
      2 ** 28,
      1,
      ...(unsigned ? [] : [Number.MIN_SAFE_INTEGER, -1]),
    ]
    for (const value of values) {
      expect(decode('Scalars', encode('Scalars', { [field]: value }))[field]).toBe(value)
    }
  })

  test.each(fields)('%s refuses to be encoded with anything else', (field) => {
    const unsigned = field === 'aUint64' || field === 'aFixed64'
    for (const value of [2 ** 53, -(2 ** 53), 1.5, Number.NaN, ...(unsigned ? [-1] : [])]) {
      expect(() => encode('Scalars', { [field]: value })).toThrow(RangeError)
    }
  })

  test.each([
    ['anInt64', [0x20, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ['aUint64', [0x30, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['aSint64', [0x40, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]],
    ['aFixed64', [0x51, 0, 0, 0, 0, 0, 0, 0x20, 0]],
    ['aSfixed64', [0x61, 0, 0, 0, 0, 0, 0, 0x20, 0]],
  ])('%s refuses to be decoded from more', (_, bytes) => {
    expect(() => decode('Scalars', Buffer.from(bytes))).toThrow('is not a safe integer')
  })

  test('are refused in lists and as keys too', () => {
    expect(() => encode('Lists', { int64s: [1, 2 ** 60] })).toThrow(RangeError)
    expect(() => encode('Lists', { uint64s: [1, -1] })).toThrow(RangeError)
    expect(() => encode('Lists', { sint64s: [2 ** 53] })).toThrow(RangeError)
    expect(() => encode('Lists', { fixed64s: [-1] })).toThrow(RangeError)
    expect(() => encode('Lists', { sfixed64s: [0.5] })).toThrow(RangeError)
    expect(() => encode('Maps', { byInt64: { '9007199254740993': 1 } })).toThrow(RangeError)
    expect(() => encode('Maps', { byInt64: { x: 1 } })).toThrow(RangeError)
    expect(() => decode('Lists', Buffer.from([0x22, 8, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]))).toThrow(
      RangeError,
    )
  })
})

describe('bytes that are no such message', () => {
  test.each(names)('%s, cut anywhere, is refused or is a message; it is never read past its end', (name) => {
    const type = reflected.lookupType(`kitchen.v1.${name}`)
    fc.assert(
      fc.property(messages(type, 2), fc.nat(), (value, at) => {
        const bytes = encode(name, value)
        const length = at % (bytes.length + 1)
        const reader = new Reader(Buffer.concat([bytes.subarray(0, length), Buffer.alloc(64, 0xff)]))
        reader.len = length
        try {
          message(name).decode(reader)
          expect(reader.pos).toBe(length)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('of any kind end in a message or an error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 400 }), (name, bytes) => {
        try {
          expect(decode(name, bytes)).toBeTypeOf('object')
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('throw where a length runs past the end', () => {
    expect(() => decode('Names', Buffer.from([0x0a, 5, 0x78]))).toThrow()
    expect(() => decode('Optionals', Buffer.from([0x42, 9, 0]))).toThrow('index out of range')
  })

  test('throw where text is not UTF-8', () => {
    expect(() => decode('Names', Buffer.from([0x0a, 1, 0xff]))).toThrow(TypeError)
  })

  test('throw where messages nest too deep, both ways', () => {
    let tree: object = {}
    for (let i = 0; i < 200; i++) tree = { only: tree }
    expect(() => encode('Tree', tree)).toThrow('max depth exceeded')
    // field 3, with itself inside, 200 times
    let bytes = Buffer.alloc(0)
    for (let i = 0; i < 200; i++) {
      const writer = Writer.create()
      writer.uint32(26).bytes(bytes)
      bytes = Buffer.from(writer.finish())
    }
    expect(() => decode('Tree', bytes)).toThrow('max depth exceeded')
  })
})

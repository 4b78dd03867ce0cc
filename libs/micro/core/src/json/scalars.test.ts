import { describe, expect, test } from 'vitest'
import { enumConverter, scalarConverter } from './scalars.ts'

function read(type: string, json: unknown): unknown {
  return scalarConverter(type).read(json, 0)
}

describe('an integer', () => {
  test.each(['int32', 'sint32', 'sfixed32', 'uint32', 'fixed32', 'int64', 'sint64', 'sfixed64', 'uint64', 'fixed64'])(
    '%s is read from a number or a decimal string',
    (type) => {
      expect(read(type, 7)).toBe(7)
      expect(read(type, '7')).toBe(7)
    },
  )

  test('of 64 bits is written as a string', () => {
    expect(scalarConverter('int64').write(Number.MIN_SAFE_INTEGER)).toBe('-9007199254740991')
    expect(scalarConverter('fixed64').write(0)).toBe('0')
    expect(scalarConverter('int32').write(-1)).toBe(-1)
  })

  test.each([
    ['int32', 2147483648, 'expected an int32 between -2147483648 and 2147483647, got 2147483648'],
    ['int32', -2147483649, 'expected an int32 between'],
    ['uint32', -1, 'expected a uint32 between 0 and 4294967295, got -1'],
    ['uint32', '4294967296', 'expected a uint32 between'],
    ['int64', 2 ** 53, 'expected an int64 between'],
    ['int64', '-9007199254740992', 'expected an int64 between'],
    ['uint64', '-1', 'expected a uint64 between'],
    ['int32', 1.5, 'expected an int32, got 1.5'],
    ['int32', '1e3', 'expected an int32, got "1e3"'],
    ['int32', '', 'expected an int32, got ""'],
    ['int64', true, 'expected an int64, got true'],
    ['int64', null, 'expected an int64, got null'],
    ['int64', {}, 'expected an int64, got an object'],
  ])('%s refuses %j', (type, json, message) => {
    expect(() => read(type, json)).toThrow(TypeError)
    expect(() => read(type, json)).toThrow(message)
  })

  test('is never -0', () => {
    expect(Object.is(read('int32', -0), 0)).toBe(true)
    expect(Object.is(read('int64', '-0'), 0)).toBe(true)
  })
})

describe('a floating-point number', () => {
  test('has words for what JSON has no numbers for', () => {
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const json = scalarConverter('double').write(value)
      expect(json).toBe(String(value))
      expect(read('double', json)).toBe(value)
    }
  })

  test('is read from a number or its text, and nothing else', () => {
    expect(read('float', '-1.5e3')).toBe(-1500)
    for (const json of ['', 'x', '0x10', ' 1', true, []]) expect(() => read('double', json)).toThrow(TypeError)
  })
})

describe('bytes', () => {
  test('are written in base64, also a part of a larger buffer', () => {
    expect(scalarConverter('bytes').write(new Uint8Array([0, 251, 255, 0]).subarray(1, 3))).toBe('+/8=')
  })

  test('are read in either alphabet, with padding or without', () => {
    for (const json of ['+/8=', '+/8', '-_8=', '-_8']) expect(read('bytes', json)).toEqual(Buffer.from([251, 255]))
  })

  test('are refused as anything else', () => {
    for (const json of ['a b', '%', [1, 2], 5]) expect(() => read('bytes', json)).toThrow('expected base64')
  })
})

test('a string is only a string, and true only true', () => {
  expect(read('string', '2')).toBe('2')
  expect(() => read('string', 2)).toThrow('expected a string, got 2')
  expect(read('bool', true)).toBe(true)
  expect(() => read('bool', 'true')).toThrow('expected true or false, got "true"')
})

describe('an enum', () => {
  const heat = enumConverter('kitchen.v1.Heat', { HEAT_UNSPECIFIED: 0, HEAT_LOW: 1, HEAT_MILD: 1 })

  test('is written by its first name, or by number where it has none', () => {
    expect(heat.write(1)).toBe('HEAT_LOW')
    expect(heat.write(9)).toBe(9)
  })

  test('is read by any name or by number', () => {
    expect(heat.read('HEAT_MILD', 0)).toBe(1)
    expect(heat.read(9, 0)).toBe(9)
    for (const json of ['LOW', 'toString', 1.5, null]) {
      expect(() => heat.read(json, 0)).toThrow('expected a kitchen.v1.Heat')
    }
  })
})

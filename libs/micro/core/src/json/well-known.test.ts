import { describe, expect, test } from 'vitest'
import { wellKnown } from './well-known.ts'

function mapping(name: string): NonNullable<ReturnType<typeof wellKnown.get>> {
  const found = wellKnown.get(`google.protobuf.${name}`)
  if (!found) throw new Error(`no ${name}`)
  return found
}

describe('well-known messages', () => {
  test.each([
    ['Timestamp', { seconds: 0, nanos: 0 }, '1970-01-01T00:00:00Z'],
    ['Timestamp', { seconds: 1_700_000_000, nanos: 500_000_000 }, '2023-11-14T22:13:20.500Z'],
    ['Timestamp', { seconds: -1, nanos: 1000 }, '1969-12-31T23:59:59.000001Z'],
    ['Timestamp', { seconds: 1, nanos: 1 }, '1970-01-01T00:00:01.000000001Z'],
    ['Duration', { seconds: 1, nanos: 500_000_000 }, '1.500s'],
    ['Duration', { seconds: 0, nanos: -1_000_000 }, '-0.001s'],
    ['Duration', { seconds: -3, nanos: 0 }, '-3s'],
    ['FieldMask', { paths: ['house.area_id', 'price'] }, 'house.areaId,price'],
    ['FieldMask', { paths: [] }, ''],
    ['Int64Value', { value: 5 }, '5'],
    ['StringValue', { value: '' }, ''],
    ['BoolValue', { value: false }, false],
    ['Value', { nullValue: 0 }, null],
    [
      'Struct',
      { fields: { a: { numberValue: 1 }, b: { listValue: { values: [{ boolValue: true }] } } } },
      { a: 1, b: [true] },
    ],
    ['ListValue', { values: [{ stringValue: 'x' }, { structValue: { fields: {} } }] }, ['x', {}]],
  ])('%s: %j is %j, and back', (name, message, json) => {
    expect(mapping(name).write(message)).toEqual(json)
    expect(mapping(name).read(json)).toEqual(message)
  })

  test('a time is read from any offset', () => {
    expect(mapping('Timestamp').read('1970-01-01T08:00:00.25+08:00')).toEqual({ seconds: 0, nanos: 250_000_000 })
  })

  test.each([
    ['Timestamp', 'yesterday', 'expected a time like 2026-05-01T12:00:00Z, got "yesterday"'],
    ['Timestamp', '2026-13-01T00:00:00Z', 'expected a time'],
    ['Timestamp', 5, 'expected a time'],
    ['Duration', '5', 'expected a duration like 1.5s, got "5"'],
    ['FieldMask', ['a'], 'expected names of fields'],
    ['Int32Value', 'x', 'expected an int32'],
    ['Struct', [], 'expected an object, got an array'],
    ['ListValue', {}, 'expected an array, got an object'],
  ])('%s refuses %j', (name, json, message) => {
    expect(() => mapping(name).read(json)).toThrow(TypeError)
    expect(() => mapping(name).read(json)).toThrow(message)
  })
})

import { describe, expect, test } from 'vitest'
import { messageType } from '../message-type.ts'
import type { JsonField } from './mapping.ts'

interface Line {
  itemId: string
  count: number
}
interface Order {
  id: string
  lines: Line[]
  first?: Line
  note?: string
  byName: Record<string, Line>
  flags: Record<string, boolean>
  address_2: string
  inner?: Order
}

/** Encoding is not what these tests are about. */
const never = (): never => {
  throw new Error('not here')
}

const Line = messageType<Line>({
  name: 'shop.Line',
  fields: [
    { name: 'itemId', type: 'string', repeated: false, protoName: 'item_id' },
    { name: 'count', type: 'int32', repeated: false },
  ],
  create: () => ({ itemId: '', count: 0 }),
  encode: never,
  decode: never,
})

const fields: JsonField[] = [
  { name: 'id', type: 'string', repeated: false },
  { name: 'lines', type: 'shop.Line', repeated: true, message: () => Line },
  { name: 'first', type: 'shop.Line', repeated: false, optional: true, message: () => Line },
  { name: 'note', type: 'string', repeated: false, optional: true },
  { name: 'byName', type: 'shop.Line', repeated: false, protoName: 'by_name', mapKey: 'string', message: () => Line },
  { name: 'flags', type: 'bool', repeated: false, mapKey: 'int64' },
  { name: 'address_2', type: 'string', repeated: false, jsonName: 'address2' },
  { name: 'inner', type: 'shop.Order', repeated: false, optional: true, message: () => Order },
]
const Order = messageType<Order>({
  name: 'shop.Order',
  fields,
  create: () => ({ id: '', lines: [], byName: {}, flags: {}, address_2: '' }),
  encode: never,
  decode: never,
})

const empty: Order = { id: '', lines: [], byName: {}, flags: {}, address_2: '' }

describe('a message as JSON', () => {
  test('leaves defaults and what is absent out', () => {
    expect(Order.toJSON(empty)).toEqual({})
    expect(Order.toJSON({ ...empty, first: { itemId: '', count: 0 }, note: '' })).toEqual({ first: {}, note: '' })
  })

  test('has names in lowerCamelCase, or as its proto says', () => {
    const order = { ...empty, address_2: 'rear', byName: { a: { itemId: 'x', count: 2 } } }
    expect(Order.toJSON(order)).toEqual({ address2: 'rear', byName: { a: { itemId: 'x', count: 2 } } })
  })
})

describe('a message from JSON', () => {
  test('has every field', () => {
    expect(Order.fromJSON({})).toEqual(empty)
  })

  test('is read from the names of the proto as well', () => {
    const order = { ...empty, address_2: 'rear', byName: { a: { itemId: 'x', count: 2 } } }
    expect(Order.fromJSON({ address2: 'rear', by_name: { a: { item_id: 'x', count: '2' } } })).toEqual(order)
    expect(Order.fromJSON(Order.toJSON(order))).toEqual(order)
  })

  test('takes null for absent', () => {
    expect(Order.fromJSON({ id: null, lines: null, first: null, byName: null })).toEqual(empty)
  })

  test('does not mind what it does not know, nor what an object inherits', () => {
    expect(Order.fromJSON({ later: 1 })).toEqual(empty)
    expect(Order.fromJSON(Object.create({ id: 'inherited' }))).toEqual(empty)
  })

  test('keeps __proto__ as a key of a map', () => {
    const { byName } = Order.fromJSON(JSON.parse('{"byName":{"__proto__":{"count":1}}}'))
    expect(Object.keys(byName)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(byName)).toBe(Object.prototype)
  })

  test.each([
    [null, 'expected an object for shop.Order, got null'],
    ['x', 'expected an object for shop.Order, got "x"'],
    [[], 'expected an object for shop.Order, got an array'],
    [{ id: 5 }, 'id: expected a string, got 5'],
    [{ lines: {} }, 'lines: expected an array, got an object'],
    [{ lines: [{ count: 'x' }] }, 'lines: count: expected an int32, got "x"'],
    [{ lines: [null] }, 'lines: expected an object for shop.Line, got null'],
    [{ byName: [] }, 'byName: expected an object, got an array'],
    [{ flags: { x: true } }, 'flags: expected an int64, got "x"'],
    [{ inner: { inner: { id: [] } } }, 'inner: inner: id: expected a string, got an array'],
  ])('refuses %j with the path to what is wrong', (json, message) => {
    expect(() => Order.fromJSON(json)).toThrow(new TypeError(message))
  })

  test('refuses messages that nest too deep', () => {
    let json: object = {}
    for (let i = 0; i < 200; i++) json = { inner: json }
    expect(() => Order.fromJSON(json)).toThrow('more than 100 messages within one another')
  })
})

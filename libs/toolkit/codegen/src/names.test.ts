import protobuf from 'protobufjs'
import { describe, expect, test } from 'vitest'
import { declaredName, serviceName, valueNames } from './names.ts'

describe('a service is registered under its package', () => {
  test.each([
    ['renting.house.v1', 'renting.house'],
    ['renting.house.v2beta1', 'renting.house'],
    ['renting.house', 'renting.house'],
    ['v1', ''],
    ['', ''],
    ['renting.v8engine', 'renting.v8engine'],
  ])('%s: %s', (packageName, name) => {
    expect(serviceName(packageName)).toBe(name)
  })
})

describe("an enum's values are named", () => {
  test('without the prefix they share', () => {
    const type = new protobuf.Enum('OrderStatus', { ORDER_STATUS_UNSPECIFIED: 0, ORDER_STATUS_PAID: 3 })
    expect([...valueNames(type)]).toEqual([
      ['UNSPECIFIED', 0],
      ['PAID', 3],
    ])
  })

  test('as they are where one lacks the prefix or would begin with a digit', () => {
    expect([...valueNames(new protobuf.Enum('Kind', { KIND_A: 0, OTHER: 1 })).keys()]).toEqual(['KIND_A', 'OTHER'])
    expect([...valueNames(new protobuf.Enum('Size', { SIZE_S: 0, SIZE_2XL: 1 })).keys()]).toEqual([
      'SIZE_S',
      'SIZE_2XL',
    ])
  })
})

describe('a declaration is named', () => {
  test('with the messages around it', () => {
    const line = new protobuf.Type('Line')
    new protobuf.Type('Order').add(line)
    expect(declaredName(line)).toBe('OrderLine')
  })

  test('with an underscore where the name is taken by what generated code uses', () => {
    expect(declaredName(new protobuf.Type('Promise'))).toBe('Promise_')
  })
})

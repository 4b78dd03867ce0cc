import type { MessageType } from '@micro/core'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { messages } from './arbitrary.ts'
import { reflect } from './reflect.ts'
import { type Module, protoFolder, Workshop } from './workshop.ts'

const workshop = new Workshop()
let kitchen: Module

beforeAll(async () => {
  workshop.generate({ proto: protoFolder })
  kitchen = await workshop.import('kitchen/v1/kitchen.js')
})
afterAll(() => workshop[Symbol.dispose]())

function message(name: string): MessageType {
  return kitchen[name] as MessageType
}

test.each(['Scalars', 'Lists', 'Optionals', 'Maps', 'Choice', 'Tree', 'Names', 'MealReady'])(
  '%s is the same after a way through JSON',
  (name) => {
    fc.assert(
      fc.property(messages(reflect(protoFolder).lookupType(`kitchen.v1.${name}`), 2), (value) => {
        const json = message(name).toJSON(value)
        expect(message(name).fromJSON(json)).toEqual(value)
        expect(() => JSON.stringify(json)).not.toThrow()
      }),
      { numRuns: 60 },
    )
  },
)

test('names are those of protobuf: lowerCamelCase, or what json_name says', () => {
  const names = { class: 'a', delete: 'b', line_2: 'c', spelled: 'd', camelCased: 'e', message: 'f' }
  expect(message('Names').toJSON(names)).toEqual({
    class: 'a',
    delete: 'b',
    line2: 'c',
    spelt: 'd',
    camelCased: 'e',
    message: 'f',
  })
  expect(message('Names').fromJSON({ line_2: 'c', spelled: 'd' })).toMatchObject({ line_2: 'c', spelled: 'd' })
})

test('enums are their names in the proto, 64-bit integers strings, bytes base64', () => {
  const scalars = message('Scalars').fromJSON({ heat: 2, an_int64: 5, someBytes: '+/8' })
  expect(scalars).toMatchObject({ heat: 2, anInt64: 5, someBytes: Buffer.from([0xfb, 0xff]) })
  expect(message('Scalars').toJSON(scalars)).toEqual({ heat: 'HEAT_HIGH', anInt64: '5', someBytes: '+/8=' })
})

test("Google's messages have a JSON of their own", () => {
  const json = {
    at: '2026-05-01T12:00:00.500Z',
    takes: '90s',
    anything: { a: [1, 'b', null, { c: true }] },
    value: null,
    list: [1],
    count: '7',
    note: 'x',
    mask: 'house.areaId',
  }
  const moments = message('Moments').fromJSON(json)
  expect(moments).toMatchObject({
    at: { seconds: 1_777_636_800, nanos: 500_000_000 },
    takes: { seconds: 90, nanos: 0 },
    value: { nullValue: 0 },
    count: { value: 7 },
    mask: { paths: ['house.area_id'] },
  })
  expect(message('Moments').toJSON(moments)).toEqual(json)
})

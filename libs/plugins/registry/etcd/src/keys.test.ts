import fc from 'fast-check'
import { expect, test } from 'vitest'
import { after, exactly, nodeKey, registryPrefix, servicePrefix, startingWith } from './keys.ts'

test.each([
  ['greeter', 'greeter-ID1', '/micro/registry/greeter/greeter-ID1'],
  ['a/b', 'a/b-1', '/micro/registry/a-b/a-b-1'],
  ['/a//b/', '/', '/micro/registry/-a--b-/-'],
  ['größe-价格-🏠', '..', '/micro/registry/größe-价格-🏠/..'],
  ['__proto__', 'with space', '/micro/registry/__proto__/with space'],
])('the key of %s, %s is %s', (name, id, key) => {
  expect(nodeKey(name, id)).toBe(key)
})

test('a range of all that begins with a text holds that and nothing else', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 })
  fc.assert(
    fc.property(name, name, fc.string({ unit: 'binary' }), (service, other, id) => {
      const { key, rangeEnd } = startingWith(servicePrefix(service))
      const holds = (each: Uint8Array) => Buffer.compare(key, each) <= 0 && Buffer.compare(each, rangeEnd) < 0
      expect(holds(Buffer.from(nodeKey(service, id)))).toBe(true)
      const begins = Buffer.from(nodeKey(other, id)).subarray(0, key.length).equals(key)
      expect(holds(Buffer.from(nodeKey(other, id)))).toBe(begins)
    }),
  )
})

test('the range of all services', () => {
  expect(startingWith(registryPrefix)).toEqual({
    key: Buffer.from('/micro/registry/'),
    rangeEnd: Buffer.from('/micro/registry0'),
  })
})

test('one key is a range without an end, and nothing is between it and the next', () => {
  expect(exactly('a')).toEqual({ key: Buffer.from('a'), rangeEnd: Buffer.alloc(0) })
  expect(after(Buffer.from('a'))).toEqual(Buffer.from([97, 0]))
})

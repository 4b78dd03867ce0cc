import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EtcdReader } from './reader.ts'

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)])
    bytes.push(Number(rest & 127n) | 128)
  }
}

test('integers that a number holds are exact, larger ones near', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (value) => {
      const reader = new EtcdReader(Buffer.concat([varint(value), Buffer.of(9)]))
      const read = reader.int64()
      if (value <= 2n ** 53n) expect(read).toBe(Number(value))
      else expect(Math.abs(read / Number(value) - 1)).toBeLessThan(1e-15)
      expect(reader.int64()).toBe(9)
    }),
  )
})

test('what does not end is refused', () => {
  expect(() => new EtcdReader(Buffer.of(255, 255)).int64()).toThrow(RangeError)
  expect(() => new EtcdReader(Buffer.alloc(20, 255)).int64()).toThrow(RangeError)
})

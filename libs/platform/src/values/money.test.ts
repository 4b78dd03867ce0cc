import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeMoney, sumMoney } from './money.ts'

test('money is whole minor units', () => {
  expect(makeMoney(1250, 'CNY')).toEqual({ amount: 1250, currency: 'CNY' })
  for (const amount of [0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    expect(() => makeMoney(amount, 'CNY')).toThrow(RangeError)
  }
})

test('a sum is exact whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (amounts) => {
      const items = amounts.map((amount) => makeMoney(amount, 'CNY'))
      const exact = Number(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n))
      expect(sumMoney(items, 'CNY').amount).toBe(exact)
      expect(sumMoney(items.toReversed(), 'CNY').amount).toBe(exact)
    }),
  )
})

test('currencies are not mixed, and a sum too large to be exact is refused', () => {
  expect(() => sumMoney([makeMoney(1, 'EUR')], 'CNY')).toThrow(RangeError)
  const most = makeMoney(Number.MAX_SAFE_INTEGER, 'CNY')
  expect(() => sumMoney([most, makeMoney(1, 'CNY')], 'CNY')).toThrow(RangeError)
})

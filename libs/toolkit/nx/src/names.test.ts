import { describe, expect, test } from 'vitest'
import { parseName, plural, singular, withArticle } from './names.ts'

test('a name is written as each language writes it', () => {
  expect(parseName('house-rule')).toEqual({
    kebab: 'house-rule',
    snake: 'house_rule',
    camel: 'houseRule',
    pascal: 'HouseRule',
    words: 'house rule',
  })
})

test.each([
  '',
  'Payment',
  'pay ment',
  'pay_ment',
  'payment-',
  '-payment',
  'pay--ment',
  '1st',
  'x'.repeat(33),
  '../up',
  '支付',
])('“%s” is no name', (text) => {
  expect(() => parseName(text)).toThrow(/^“.*” is no name: /)
})

test.each(['class', 'group', 'message', 'outbox', 'current-user', 'prisma-client', 'memory'])(
  '“%s” is taken',
  (text) => {
    expect(() => parseName(text)).toThrow(/^“.*” is taken /)
  },
)

describe('of one and many', () => {
  test.each([
    ['payment', 'payments'],
    ['reply', 'replies'],
    ['holiday', 'holidays'],
    ['address', 'addresses'],
    ['box', 'boxes'],
    ['branch', 'branches'],
    ['house', 'houses'],
    ['house-rule', 'house-rules'],
    ['favorite', 'favorites'],
  ])('one %s, many %s', (one, many) => {
    expect([plural(one), singular(many), singular(one)]).toEqual([many, one, one])
  })

  test.each([
    ['payment', 'a payment'],
    ['invoice', 'an invoice'],
    ['upgrade', 'an upgrade'],
    ['use', 'a use'],
    ['unit', 'a unit'],
  ])('%s is %s', (words, said) => {
    expect(withArticle(words)).toBe(said)
  })
})

import { expect, test } from 'vitest'
import { checkPassword } from './password.ts'

const mobile = '13800000001'

test.each(['renting-demo', 'correct horse battery', 'Tr0ub4dor&3', '一二三四五六七八'])(
  '%s is strong enough',
  (password) => {
    expect(checkPassword(password, mobile)).toBe(password)
  },
)

test.each([
  ['short', 'abc-123'],
  ['digits alone', '8392017465'],
  ['few different characters', 'aaaaaaaaab'],
  ['tried first', 'Passw0rd'],
  ['the mobile number', `x${mobile}y`],
])('a password that is %s is weak', (_, password) => {
  expect(() => checkPassword(password, mobile)).toThrow(
    expect.objectContaining({ kind: 'rule', reason: 'WEAK_PASSWORD' }),
  )
})

test('a password that would take long to hash is malformed', () => {
  expect(() => checkPassword('ab-cd'.repeat(26), mobile)).toThrow(
    expect.objectContaining({ kind: 'invalid', reason: 'INVALID_PASSWORD' }),
  )
})

import { describe, expect, test } from 'vitest'
import { checkName, ensureUnverified, newUser, withIdentity } from './user.ts'

const user = newUser('u1', '13800000001', undefined, 1000)

describe('a new user', () => {
  test('is called as they say, or by their masked mobile', () => {
    expect(user).toMatchObject({ version: 1, name: '138****0001', identity: { status: 'NONE' }, createdAt: 1000 })
    expect(newUser('u1', '13800000001', '  Li Lei ', 0).name).toBe('Li Lei')
  })

  test.each(['1380000000', '138000000011', '12800000001', '+8613800000001', '1380000000x', ''])(
    'has no mobile %j',
    (mobile) => {
      expect(() => newUser('u1', mobile, undefined, 0)).toThrow(
        expect.objectContaining({ kind: 'invalid', reason: 'INVALID_MOBILE' }),
      )
    },
  )
})

test('a name has 1 to 32 characters that can be seen', () => {
  expect(checkName('name', '李雷')).toBe('李雷')
  for (const name of ['', '   ', 'x'.repeat(33), 'a\u0000b']) {
    expect(() => checkName('name', name)).toThrow(expect.objectContaining({ reason: 'INVALID_NAME' }))
  }
})

describe('an identity', () => {
  test('is kept masked', () => {
    const { identity } = withIdentity(user, 'VERIFIED', 'Li Lei', '11010519491231002X')
    expect(identity).toEqual({ status: 'VERIFIED', realName: 'Li Lei', maskedIdNumber: '1101**********002X' })
  })

  test('is checked again after it was rejected, never once it is verified', () => {
    const rejected = withIdentity(user, 'REJECTED', 'Li Lei', '11010519491231002X')
    expect(() => ensureUnverified(rejected)).not.toThrow()
    const verified = withIdentity(rejected, 'VERIFIED', 'Li Lei', '11010519491231002X')
    expect(() => ensureUnverified(verified)).toThrow(
      expect.objectContaining({ kind: 'conflict', reason: 'ALREADY_VERIFIED' }),
    )
  })
})

import { describe, expect, test } from 'vitest'
import { checkName, ensureUnverified, newUser, renamed, withAvatar, withIdentity } from './user.ts'

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

describe('what others see of a user', () => {
  test('has a higher version after each change', () => {
    const named = renamed(user, ' Han Meimei ')
    expect(named).toEqual({ ...user, version: 2, name: 'Han Meimei' })
    const avatar = { key: 'avatars/u1/a.webp', url: '/media/avatars/u1/a.webp' }
    expect(withAvatar(named, avatar)).toEqual({ ...named, version: 3, avatar })
  })

  test('is the same under the same name', () => {
    expect(renamed(user, ` ${user.name} `)).toBe(user)
  })
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

import { argon2Sync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashPassword, isPassword } from './password-hash.ts'
import { Seal } from './seal.ts'
import { hashToken, newToken } from './token.ts'

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

describe('a password', () => {
  test('is known by its hash, which says how it was made and is never the same twice', async () => {
    const hash = await hashPassword('renting-demo')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(await hashPassword('renting-demo')).not.toBe(hash)
    expect(await isPassword('renting-demo', hash)).toBe(true)
    expect(await isPassword('renting-demO', hash)).toBe(false)
    expect(await isPassword('', hash)).toBe(false)
  })

  test('is checked by the parameters it was hashed with', async () => {
    const cost = { memory: 8192, passes: 3, parallelism: 2 }
    const nonce = Buffer.from('some-salt-of-ours')
    const hash = argon2Sync('argon2id', { message: 'password', nonce, tagLength: 24, ...cost })
    const stored = ['', 'argon2id', 'v=19', 'm=8192,t=3,p=2', unpadded(nonce), unpadded(hash)].join('$')
    expect(await isPassword('password', stored)).toBe(true)
    expect(await isPassword('passwort', stored)).toBe(false)
    await expect(isPassword('password', '5f4dcc3b5aa765d61d8327deb882cf99')).rejects.toThrow(TypeError)
  })
})

describe('a seal', () => {
  const key = Buffer.alloc(32, 7).toString('base64')
  const otherKey = Buffer.alloc(32, 8).toString('base64')
  const seal = new Seal(key)

  test('opens with the same key for the same owner', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, owner) => {
        expect(seal.open(seal.close(text, owner), owner)).toBe(Buffer.from(text).toString())
      }),
    )
  })

  test('opens with no other key, for nobody else, and not after a change', () => {
    const sealed = seal.close('11010519491231002X', 'u1')
    expect(Buffer.from(sealed).includes('1101')).toBe(false)
    expect(seal.close('11010519491231002X', 'u1')).not.toEqual(sealed)
    expect(() => new Seal(otherKey).open(sealed, 'u1')).toThrow(/IDENTITY_KEYS_OLD/)
    expect(() => seal.open(sealed, 'u2')).toThrow()
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed[i]! ^= 1
      expect(() => seal.open(changed, 'u1')).toThrow()
    }
  })

  test('opens what older keys have sealed, and seals by the newest', () => {
    const sealed = seal.close('text', 'u1')
    const newer = new Seal(otherKey, [key])
    expect(newer.open(sealed, 'u1')).toBe('text')
    expect(() => seal.open(newer.close('text', 'u1'), 'u1')).toThrow(/IDENTITY_KEYS_OLD/)
  })

  test('says which key has sealed, and which one is missing', () => {
    expect(seal.keyId).toMatch(/^[0-9a-f]{16}$/)
    expect(new Seal(otherKey).keyId).not.toBe(seal.keyId)
    expect(new Seal(otherKey, [key, otherKey]).keyIds).toEqual([new Seal(otherKey).keyId, seal.keyId])
    const sealed = Buffer.from(seal.close('text', 'u1'))
    expect(sealed.includes(Buffer.from(seal.keyId, 'hex'))).toBe(true)
    expect(() => new Seal(otherKey).open(sealed, 'u1')).toThrow(seal.keyId)
  })

  test('does not open for a key under the name of another', () => {
    const other = new Seal(otherKey)
    const sealed = Buffer.from(seal.close('text', 'u1'))
    Buffer.from(other.keyId, 'hex').copy(sealed, 1)
    expect(() => other.open(sealed, 'u1')).toThrow()
  })

  test('needs keys of 32 bytes', () => {
    expect(() => new Seal('c2hvcnQ=')).toThrow(RangeError)
    expect(() => new Seal(key, ['c2hvcnQ='])).toThrow(RangeError)
  })
})

test('a token is 256 bits, and what is kept of it does not tell it', () => {
  const tokens = Array.from({ length: 100 }, newToken)
  expect(new Set(tokens).size).toBe(100)
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/)
  expect(hashToken(tokens[0]!)).toBe(hashToken(tokens[0]!))
  expect(hashToken(tokens[0]!)).not.toBe(tokens[0])
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { captchaAlphabet, isRightCaptcha, isRightCode, newCaptchaText, newSmsCode } from './codes.ts'

const minute = 60_000
const random = fc.func(fc.nat()).map((pick) => {
  let calls = 0
  return (below: number) => pick(calls++) % below
})

describe('a captcha', () => {
  const captcha = { id: 'c1', answer: 'K7QD', expiresAt: 5 * minute }

  test('has four characters that are not taken for each other', () => {
    fc.assert(
      fc.property(random, (pick) => {
        const text = newCaptchaText(pick)
        expect(text).toHaveLength(4)
        expect([...text].every((each) => captchaAlphabet.includes(each))).toBe(true)
        expect(text).not.toMatch(/[01OIL]/)
      }),
    )
  })

  test('is answered in any case, in time', () => {
    expect(isRightCaptcha(captcha, ' k7qd ', 5 * minute - 1)).toBe(true)
    expect(isRightCaptcha(captcha, 'K7Q0', 0)).toBe(false)
    expect(isRightCaptcha(captcha, '', 0)).toBe(false)
    expect(isRightCaptcha(captcha, 'K7QD', 5 * minute)).toBe(false)
    expect(isRightCaptcha(undefined, 'K7QD', 0)).toBe(false)
  })
})

describe('a text message’s code', () => {
  test('has six digits', () => {
    fc.assert(
      fc.property(random, (pick) => {
        expect(newSmsCode('13800000001', pick, 0).code).toMatch(/^\d{6}$/)
      }),
    )
    expect(newSmsCode('13800000001', () => 7, 0)).toMatchObject({ code: '000007', attempts: 0, expiresAt: 5 * minute })
  })

  test('is right for five minutes and five tries', () => {
    const sent = newSmsCode('13800000001', () => 123456, 0)
    expect(isRightCode(sent, '123456', 5 * minute - 1)).toBe(true)
    expect(isRightCode(sent, '123457', 0)).toBe(false)
    expect(isRightCode(sent, '123456', 5 * minute)).toBe(false)
    expect(isRightCode({ ...sent, attempts: 4 }, '123456', 0)).toBe(true)
    expect(isRightCode({ ...sent, attempts: 5 }, '123456', 0)).toBe(false)
    expect(isRightCode(undefined, '123456', 0)).toBe(false)
  })
})

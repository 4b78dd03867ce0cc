import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkCharacter, checkIdNumber, checkPurpose, maskIdNumber } from './identity.ts'

const now = Date.parse('2026-11-20T00:00:00Z')
/** The example number of the standard GB 11643-1999. */
const example = '11010519491231002X'

const birthdays = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2026-11-19'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''))
const numbers = fc
  .tuple(fc.integer({ min: 110000, max: 659999 }), birthdays, fc.integer({ min: 0, max: 999 }))
  .map(([place, birthday, serial]) => `${place}${birthday}${String(serial).padStart(3, '0')}`)
  .map((digits) => digits + checkCharacter(digits))

function isRight(text: string): boolean {
  try {
    checkIdNumber(text, now)
    return true
  } catch (error) {
    expect(error).toMatchObject({ kind: 'rule', reason: 'BAD_ID_NUMBER' })
    return false
  }
}

describe('an identity number', () => {
  test('is right as the standard gives one', () => {
    expect(checkIdNumber(example, now)).toBe(example)
    expect(checkIdNumber(` ${example.toLowerCase()} `, now)).toBe(example)
  })

  test('is wrong after any single digit changes', () => {
    const change = fc.tuple(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }))
    fc.assert(
      fc.property(numbers, change, (number, [at, by]) => {
        expect(isRight(number)).toBe(true)
        const digit = (Number(number[at]) + by) % 10
        expect(isRight(number.slice(0, at) + digit + number.slice(at + 1))).toBe(false)
      }),
    )
  })

  test('is wrong after two different neighbours change places', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 15 }), (number, at) => {
        fc.pre(number[at] !== number[at + 1])
        expect(isRight(number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2))).toBe(false)
      }),
    )
  })

  test('holds a day that somebody can be born on', () => {
    for (const birthday of ['20230229', '19990431', '18991231', '20261121', '00000000']) {
      const digits = `110105${birthday}001`
      expect(isRight(digits + checkCharacter(digits))).toBe(false)
    }
  })

  test('has 18 characters', () => {
    for (const text of ['', '110105491231002', `${example}1`, 'X10105194912310021', '01010519491231002X']) {
      expect(isRight(text)).toBe(false)
    }
  })

  test('is shown without the birthday', () => {
    expect(maskIdNumber(example)).toBe('1101**********002X')
  })
})

test('a purpose of reading it has 1 to 200 characters that can be seen', () => {
  expect(checkPurpose(' to fill in a contract ')).toBe('to fill in a contract')
  for (const purpose of ['', '  ', 'x'.repeat(201), 'a\u0000b', 'a\nb']) {
    expect(() => checkPurpose(purpose)).toThrow(expect.objectContaining({ reason: 'INVALID_PURPOSE' }))
  }
})

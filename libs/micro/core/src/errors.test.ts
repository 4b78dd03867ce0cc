import { describe, expect, test } from 'vitest'
import { errors, MicroError } from './errors.ts'

describe('MicroError', () => {
  test('has its code and the name of the code', () => {
    const error = errors.conflict('renting.order', 'taken', { reason: 'DATES_TAKEN', domain: 'renting.order' })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'MicroError', code: 409, status: 'Conflict', unprocessed: false })
    expect(error.message).toBe('renting.order: taken')
  })

  test('every constructor has a code of its own, with a name', () => {
    const made = Object.values(errors).map((make) => make('id', 'detail'))
    expect(new Set(made.map(({ code }) => code)).size).toBe(made.length)
    for (const error of made) expect(error.status, String(error.code)).not.toBe('')
  })

  test("is Go Micro's JSON, with reason and domain where they are set", () => {
    expect(JSON.parse(JSON.stringify(errors.notFound('a', 'gone')))).toEqual({
      id: 'a',
      code: 404,
      detail: 'gone',
      status: 'Not Found',
    })
    const more = errors.notFound('a', 'gone', { reason: 'R', domain: 'd', status: 'Lost' })
    expect(more.toJSON()).toEqual({ id: 'a', code: 404, detail: 'gone', status: 'Lost', reason: 'R', domain: 'd' })
  })

  test('made of any other thing that is thrown, it keeps the text to itself', () => {
    for (const thrown of [new Error('password=hunter2'), 'password=hunter2', undefined, { password: 'hunter2' }]) {
      const error = MicroError.from(thrown, 'a')
      expect(error).toMatchObject({ id: 'a', code: 500, detail: 'internal error' })
      expect(JSON.stringify(error) + error.message).not.toContain('hunter2')
      expect(error.cause).toBe(thrown)
    }
    const own = errors.conflict('b', 'mine')
    expect(MicroError.from(own, 'a')).toBe(own)
  })

  test('takes no stack where told so, and leaves the limit of others as it was', () => {
    const limit = Error.stackTraceLimit
    expect(errors.timeout('a', 'late', { stack: false }).stack).not.toContain('\n    at ')
    expect(errors.timeout('a', 'late').stack).toContain('\n    at ')
    expect(Error.stackTraceLimit).toBe(limit)
  })
})

import { describe, expect, test } from 'vitest'
import { forwarded, noMetadata, toMetadata } from './metadata.ts'

describe('what goes on to the next hop', () => {
  const incoming = toMetadata({ 'X-Request-Id': 'r1', Authorization: 'Bearer secret', 'x-tenant': 't' })

  test('is what the list names, and nothing else', () => {
    expect({ ...forwarded(incoming, ['x-request-id', 'x-not-there']) }).toEqual({ 'x-request-id': 'r1' })
  })

  test('is the shared nothing where nothing is named', () => {
    expect(forwarded(incoming, [])).toBe(noMetadata)
    expect(forwarded({}, ['x-request-id'])).toBe(noMetadata)
  })

  test("is overridden by the caller's own, whatever its letters", () => {
    expect({ ...forwarded(incoming, ['x-request-id'], { 'X-REQUEST-ID': 'r2', Extra: 'e' }) }).toEqual({
      'x-request-id': 'r2',
      extra: 'e',
    })
    expect({ ...forwarded({}, [], { Extra: 'e' }) }).toEqual({ extra: 'e' })
  })

  test('does not change what came', () => {
    forwarded(incoming, ['x-request-id'], { 'x-request-id': 'r2' })
    expect(incoming['x-request-id']).toBe('r1')
  })

  test('inherits nothing: a name that every object has is a name like others', () => {
    expect(Object.entries(toMetadata(JSON.parse('{"__proto__":"p"}')))).toEqual([['__proto__', 'p']])
    expect(noMetadata.constructor).toBeUndefined()
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCursor, encodeCursor, pageLimit, pageOf } from './page.ts'

describe('a page', () => {
  test('has 20 items unless told, at most 100', () => {
    expect(pageLimit(undefined)).toBe(20)
    expect(pageLimit({ cursor: '', limit: 0 })).toBe(20)
    expect(pageLimit({ limit: 100 })).toBe(100)
    for (const limit of [-1, 101, 2.5]) {
      expect(() => pageLimit({ limit })).toThrow(expect.objectContaining({ reason: 'INVALID_LIMIT' }))
    }
  })

  test('leads to the next only when there is more', () => {
    const key = (row: number) => [row]
    expect(pageOf([3, 2, 1], 2, key)).toEqual({ items: [3, 2], nextCursor: encodeCursor([2]) })
    expect(pageOf([3, 2], 2, key)).toEqual({ items: [3, 2], nextCursor: '' })
    expect(pageOf([], 2, key)).toEqual({ items: [], nextCursor: '' })
  })
})

describe('a cursor', () => {
  test('is read back as it was given out', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), (time, id) => {
        expect(decodeCursor({ cursor: encodeCursor([time, id]) }, [0, ''])).toEqual([time, id])
      }),
    )
  })

  test('is refused when it is not one of this list', () => {
    for (const cursor of [
      'x',
      '%%%',
      encodeCursor([1]),
      encodeCursor(['a', 'b']),
      encodeCursor([1, 2]),
      encodeCursor([1.5, '']),
      encodeCursor([1e15, '']),
      encodeCursor([-1, '']),
    ]) {
      expect(() => decodeCursor({ cursor }, [0, ''])).toThrow(expect.objectContaining({ reason: 'INVALID_CURSOR' }))
    }
    expect(decodeCursor({ cursor: '' }, [0, ''])).toBeUndefined()
  })
})

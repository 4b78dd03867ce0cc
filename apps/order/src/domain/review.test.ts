import { describe, expect, test } from 'vitest'
import { parseReview } from './review.ts'

const invalid = expect.objectContaining({ reason: 'INVALID_REVIEW', kind: 'invalid' })

describe('a review', () => {
  test.each([1, 2, 3, 4, 5])('has a rating from 1 to 5: %i', (rating) => {
    expect(parseReview(rating, 'Fine.')).toEqual({ rating, text: 'Fine.' })
  })

  test.each([0, 6, -1, 4.5, Number.NaN])('has no other: %f', (rating) => {
    expect(() => parseReview(rating, 'Fine.')).toThrow(invalid)
  })

  test('has 1 to 1000 characters, as people count them, without the space around', () => {
    expect(parseReview(5, `  ${'好'.repeat(1000)}\n`).text).toBe('好'.repeat(1000))
    expect(parseReview(5, '🏠'.repeat(1000)).text).toHaveLength(2000)
    for (const text of ['', ' \n', 'x'.repeat(1001)]) expect(() => parseReview(5, text)).toThrow(invalid)
  })
})

import { makeMoney } from '@renting/platform/values'
import { describe, expect, test } from 'vitest'
import { sample } from '../../test/sample.ts'
import { checkDetails, type HouseDetails } from './details.ts'

const { details } = sample

describe('the details of a house', () => {
  test('are kept as written, without surrounding space and repeated facilities', () => {
    expect(checkDetails(details)).toEqual(details)
    const untidy = { ...details, title: '  Courtyard by the lake ', facilityIds: ['2', '1', '2'] }
    expect(checkDetails(untidy)).toEqual(details)
  })

  test('are measured in characters', () => {
    const title = '🏠'.repeat(64)
    expect(checkDetails({ ...details, title }).title).toBe(title)
  })

  test.each<[string, Partial<HouseDetails>]>([
    ['title', { title: '   ' }],
    ['title', { title: '🏠'.repeat(65) }],
    ['title', { title: 'x'.repeat(65) }],
    ['address', { address: '' }],
    ['layout', { layout: 'x'.repeat(33) }],
    ['beds', { beds: 'x'.repeat(65) }],
    ['price', { price: makeMoney(0, 'CNY') }],
    ['price', { price: makeMoney(100, 'USD') }],
    ['price', { price: { amount: 1.5, currency: 'CNY' } }],
    ['deposit', { deposit: makeMoney(-1, 'CNY') }],
    ['roomCount', { roomCount: 0 }],
    ['acreage', { acreage: 0 }],
    ['acreage', { acreage: Number.NaN }],
    ['capacity', { capacity: 0 }],
    ['minNights', { minNights: 0 }],
    ['maxNights', { maxNights: -1 }],
    ['maxNights', { minNights: 5, maxNights: 4 }],
    ['timeZone', { timeZone: 'Asia/Nowhere' }],
  ])('with a wrong %s are refused by name: %o', (field, wrong) => {
    const attempt = () => checkDetails({ ...details, ...wrong })
    expect(attempt).toThrow(expect.objectContaining({ kind: 'invalid', reason: 'INVALID_HOUSE' }))
    expect(attempt).toThrow(new RegExp(`^${field} `))
  })
})

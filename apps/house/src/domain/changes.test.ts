import { makeMoney } from '@renting/platform/values'
import { describe, expect, test } from 'vitest'
import { sample } from '../../test/sample.ts'
import { edit, withdraw } from './changes.ts'
import type { HousePatch } from './details.ts'
import type { House } from './house.ts'

const { catalog } = sample
const house = sample.house()
const withdrawn: House = { ...house, status: 'WITHDRAWN' }

const editing = (patch: HousePatch, { of = house, by = 'landlord', seen = 1 } = {}) =>
  edit(of, by, seen, patch, catalog)
const refused = (kind: string, reason: string) => expect.objectContaining({ kind, reason })

describe('an edit', () => {
  test('changes what it says and leaves the rest, and makes the next version', () => {
    const edited = editing({ title: ' New title ', areaId: '1', facilityIds: [], price: undefined })
    expect(edited.version).toBe(2)
    expect(edited.area.id).toBe('1')
    expect(edited.facilities).toEqual([])
    expect(edited.details).toEqual({ ...house.details, title: 'New title', areaId: '1', facilityIds: [] })
  })

  test('is checked as a whole: what fits alone may not fit the rest', () => {
    expect(editing({ maxNights: 5 }).details.maxNights).toBe(5)
    expect(() => editing({ minNights: 6 }, { of: editing({ maxNights: 5 }), seen: 2 })).toThrow(/^maxNights /)
    expect(() => editing({ title: '' })).toThrow(refused('invalid', 'INVALID_HOUSE'))
    expect(() => editing({ price: makeMoney(1, 'USD') })).toThrow(refused('invalid', 'INVALID_HOUSE'))
    expect(() => editing({ areaId: '99' })).toThrow(refused('rule', 'UNKNOWN_AREA'))
    expect(() => editing({ facilityIds: ['99'] })).toThrow(refused('rule', 'UNKNOWN_FACILITY'))
  })

  test('is its landlord’s, of the version they have seen, while it is on offer; said in this order', () => {
    expect(() => editing({}, { of: withdrawn, by: 'stranger', seen: 7 })).toThrow(refused('forbidden', 'FORBIDDEN'))
    expect(() => editing({}, { of: withdrawn, seen: 7 })).toThrow(refused('stale', 'PRECONDITION_FAILED'))
    expect(() => editing({ areaId: '99' }, { of: withdrawn })).toThrow(refused('conflict', 'WRONG_STATE'))
  })
})

describe('a withdrawal', () => {
  test('takes the house off offer, as its landlord has seen it, if they say so', () => {
    expect(withdraw(house, 'landlord', undefined)).toEqual({ ...house, version: 2, status: 'WITHDRAWN' })
    expect(withdraw(house, 'landlord', 1).status).toBe('WITHDRAWN')
    expect(() => withdraw(house, 'landlord', 2)).toThrow(refused('stale', 'PRECONDITION_FAILED'))
    expect(() => withdraw(house, 'stranger', 1)).toThrow(refused('forbidden', 'FORBIDDEN'))
  })

  test('of a house that is withdrawn changes nothing', () => {
    expect(withdraw(withdrawn, 'landlord', 1)).toBe(withdrawn)
    expect(withdraw(withdrawn, 'landlord', 9)).toBe(withdrawn)
    expect(() => withdraw(withdrawn, 'stranger', undefined)).toThrow(refused('forbidden', 'FORBIDDEN'))
  })
})

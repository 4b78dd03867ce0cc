import { expect, test } from 'vitest'
import { sample } from '../../test/sample.ts'
import { publish } from './house.ts'

const { catalog, details, landlord } = sample

test('a published house is on offer, with its facilities in the order they are shown', () => {
  const house = publish('h1', landlord, details, catalog, 1000)
  expect(house).toMatchObject({ id: 'h1', version: 1, status: 'LISTED', orderCount: 0, createdAt: 1000 })
  expect(house.landlord).toEqual({ id: 'landlord', name: 'Li' })
  expect(house.area.name.en).toBe('Xicheng')
  expect(house.facilities.map((facility) => facility.id)).toEqual(['1', '2'])
})

test('only who is verified publishes', () => {
  const attempt = () => publish('h1', { ...landlord, verified: false }, details, catalog, 0)
  expect(attempt).toThrow(expect.objectContaining({ kind: 'forbidden', reason: 'NOT_VERIFIED' }))
})

test('what is malformed is said before who may', () => {
  const attempt = () => publish('h1', { ...landlord, verified: false }, { ...details, title: '' }, catalog, 0)
  expect(attempt).toThrow(expect.objectContaining({ reason: 'INVALID_HOUSE' }))
})

test('a house is in an area and has facilities that there are', () => {
  expect(() => publish('h1', landlord, { ...details, areaId: '99' }, catalog, 0)).toThrow(
    expect.objectContaining({ kind: 'rule', reason: 'UNKNOWN_AREA' }),
  )
  expect(() => publish('h1', landlord, { ...details, facilityIds: ['1', '99'] }, catalog, 0)).toThrow(
    expect.objectContaining({ kind: 'rule', reason: 'UNKNOWN_FACILITY' }),
  )
})

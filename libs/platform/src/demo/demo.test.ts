import { expect, test } from 'vitest'
import { demoHouses, demoLandlords, demoPeople, demoTenants } from './index.ts'

const houses = demoHouses()

test('there are two hundred houses, of every area, kind and policy, each with a title of its own', () => {
  expect(houses).toHaveLength(200)
  expect(houses[0]?.id).toBe('demo-house-001')
  expect(houses.at(-1)?.id).toBe('demo-house-200')
  const different = (pick: (house: (typeof houses)[number]) => string) => new Set(houses.map(pick)).size
  expect(different((house) => house.title)).toBe(200)
  expect(different((house) => house.areaId)).toBe(15)
  expect(different((house) => house.kind)).toBe(5)
  expect(different((house) => house.policy)).toBe(3)
  expect(different((house) => String(house.price.amount))).toBeGreaterThan(60)
  expect(houses.filter((house) => house.landlordId === demoPeople.landlord.id)).toHaveLength(12)
})

test('they are the same each time', () => {
  expect(demoHouses()).toEqual(houses)
})

test('nobody shares an id or a mobile', () => {
  const people = [...Object.values(demoPeople), ...demoLandlords, ...demoTenants]
  expect(new Set(people.map((person) => person.id)).size).toBe(people.length)
  expect(new Set(people.map((person) => person.mobile)).size).toBe(people.length)
  for (const { mobile } of people) expect(mobile).toMatch(/^138\d{8}$/)
  const ids = new Set(people.map((person) => person.id))
  for (const { landlordId } of houses) expect(ids).toContain(landlordId)
})

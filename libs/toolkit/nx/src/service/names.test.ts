import { expect, test } from 'vitest'
import { serviceNames, substitutions } from './names.ts'

test('a service keeps one kind of thing, called after it', () => {
  expect(substitutions(serviceNames({ name: 'favorites' }))).toMatchObject({
    service: 'favorites',
    Entity: 'Favorite',
    entities: 'favorites',
    aOne: 'a favorite',
    Many: 'Favorites',
  })
  expect(substitutions(serviceNames({ name: 'house-rule' }))).toMatchObject({
    name: 'house-rule',
    service: 'houseRule',
    proto: 'house_rule',
    Entities: 'HouseRules',
    table: 'house_rule',
    many: 'house rules',
  })
})

test('what English does otherwise can be said', () => {
  const names = serviceNames({ name: 'kitchen', entity: 'knife', plural: 'knives' })
  expect([names.service.camel, names.entity.camel, names.entities.camel]).toEqual(['kitchen', 'knife', 'knives'])
  expect(() => serviceNames({ name: 'sheep', plural: 'sheep' })).toThrow('“sheep” needs a word for many of them')
  expect(() => serviceNames({ name: 'kitchen', entity: 'table' })).toThrow('“table” is taken')
})

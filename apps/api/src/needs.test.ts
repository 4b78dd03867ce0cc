import { memoryRegistry, type Registry, type ServiceRecord } from '@micro/core'
import { expect, test } from 'vitest'
import { Needs } from './needs.ts'

const house: ServiceRecord = {
  name: 'renting.house',
  version: '1',
  metadata: {},
  endpoints: [],
  nodes: [{ id: 'renting.house-1', address: '127.0.0.1:1', metadata: {} }],
}

test('a service is missing until it has a node, and again when it has none', async () => {
  const registry = memoryRegistry()
  const needs = new Needs(registry, ['renting.house', 'renting.order'])
  expect(await needs.missing()).toEqual(['renting.house', 'renting.order'])
  await registry.register(house)
  expect(await needs.missing()).toEqual(['renting.order'])
  await registry.deregister(house)
  expect(await needs.missing()).toEqual(['renting.house', 'renting.order'])
  await registry.close()
})

test('while the registry does not answer, what was found counts', async () => {
  const registry = memoryRegistry()
  let gone = false
  const unsteady: Registry = {
    ...registry,
    name: 'unsteady',
    getService: (name, options) => (gone ? Promise.reject(new Error('gone')) : registry.getService(name, options)),
  }
  const needs = new Needs(unsteady, ['renting.house', 'renting.order'])
  await registry.register(house)
  expect(await needs.missing()).toEqual(['renting.order'])
  gone = true
  expect(await needs.missing()).toEqual(['renting.order'])
  await registry.close()
})

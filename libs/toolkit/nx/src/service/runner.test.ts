import { createTree } from '@nx/devkit/testing'
import { expect, test } from 'vitest'
import { parseName } from '../names.ts'
import { addToRunner, runnerServices } from './runner.ts'

const payment = parseName('payment')

test('a service stands before those in front, wherever they are in the file', () => {
  const tree = createTree()
  tree.write(
    runnerServices,
    "const other = [{ front: 1 }]\nexport const services: Spec[] = [\n  { name: 'api', front: true },\n]\n",
  )
  addToRunner(tree, payment)
  expect(tree.read(runnerServices, 'utf8')).toBe(`const other = [{ front: 1 }]
export const services: Spec[] = [
  {
    name: 'payment',
    script: script('payment'),
    load: async () => (await import('@renting/payment')).payment,
    database: { extensions: [] },
    events: true,
  },
  { name: 'api', front: true },
]
`)
})

test('with none in front it stands last', () => {
  const tree = createTree()
  tree.write(runnerServices, "export const services = [{ name: 'user' }]")
  addToRunner(tree, payment)
  expect(tree.read(runnerServices, 'utf8')).toMatch(
    /^export const services = \[\{ name: 'user' \}, \{\n {4}name: 'payment'/,
  )
})

test('a file without the list is refused', () => {
  const tree = createTree()
  tree.write(runnerServices, 'export const others = []')
  expect(() => addToRunner(tree, payment)).toThrow('has no list called services')
})

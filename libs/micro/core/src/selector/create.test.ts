import { selectorSuite } from '@micro/testing'
import { createSelector } from './create.ts'
import { p2c } from './p2c.ts'
import { random } from './random.ts'
import { roundRobin } from './round-robin.ts'

for (const make of [random, roundRobin, p2c]) {
  selectorSuite(make({}).name, (parts) => createSelector({ ...parts, strategy: make({ random: parts.random }) }))
}

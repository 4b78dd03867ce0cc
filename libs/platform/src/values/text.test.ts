import { expect, test } from 'vitest'
import { characters } from './text.ts'

test.each([
  ['', 0],
  ['爱租房', 3],
  ['🏠🏡', 2],
])('%j has %d characters', (text, count) => {
  expect(characters(text)).toBe(count)
})

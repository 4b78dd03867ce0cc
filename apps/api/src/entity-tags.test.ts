import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTags } from './entity-tags.ts'

test.each([
  ['*', '*'],
  [' * ', '*'],
  ['"7"', ['"7"']],
  ['W/"7"', ['W/"7"']],
  ['"7","8"', ['"7"', '"8"']],
  [' "7" ,\t W/"a,b" ', ['"7"', 'W/"a,b"']],
  ['""', ['""']],
])('%j is read', (header, tags) => {
  expect(parseTags(header)).toEqual(tags)
})

test.each(['', '7', '"7', '7"', 'w/"7"', '"7" "8"', '"7",', ',"7"', '*,"7"', '"7";', 'W/7'])('%j is not', (header) => {
  expect(parseTags(header)).toBeUndefined()
})

test('what is written as a list is read as that list', () => {
  const tag = fc.stringMatching(/^(W\/)?"[!#-~]{0,8}"$/)
  fc.assert(
    fc.property(fc.array(tag, { minLength: 1 }), fc.constantFrom(',', ', ', ' , '), (tags, between) => {
      expect(parseTags(tags.join(between))).toEqual(tags)
    }),
  )
})

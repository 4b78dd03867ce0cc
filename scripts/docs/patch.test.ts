import { expect, test } from 'vitest'
import { applyHunks } from './patch.ts'

const text = 'one\ntwo\n\nthree\n  two\n'

test('hunks change what they name, wherever it is', () => {
  expect(applyHunks(text, ' one\n-two\n+2\n@@\n   two\n+four\n')).toBe('one\n2\n\nthree\n  two\nfour\n')
})

test('an empty line is as empty in a hunk', () => {
  expect(applyHunks(text, ' two\n\n-three\n')).toBe('one\ntwo\n\n  two\n')
})

test('the first line can change', () => {
  expect(applyHunks(text, '+zero\n one\n')).toBe(`zero\n${text}`)
})

test.each([
  ['is not there', '-four\n'],
  ['is there in part', '-tw\n'],
  ['is there twice', '-one\n'],
  ['says nothing of what is there', '+four\n'],
])('a hunk whose place %s is refused', (_, diff) => {
  expect(() => applyHunks(`${text}one\n`, diff)).toThrow('a hunk fits in')
})

import { type CallOptions, Debug, WorkContext } from '@micro/core'
import { expect, test } from 'vitest'
import { keyFrom } from './index.ts'

/** The key that a call would go out with. */
function keyOf(options: CallOptions): string | undefined {
  let key: string | undefined
  const next = async (_: unknown, given: CallOptions) => {
    key = given.key
  }
  keyFrom('x-user-id').client!(next, Debug.methods.health!, 'a')({}, options)
  return key
}

const ctx = (userId: string) => new WorkContext(undefined, { metadata: { 'x-user-id': userId } })

test.each<[string, CallOptions, string | undefined]>([
  ['its own metadata', { metadata: { 'x-user-id': 'u1' } }, 'u1'],
  ['that of the call that it is made in', { ctx: ctx('u2') }, 'u2'],
  ['its own before that', { ctx: ctx('u2'), metadata: { 'x-user-id': 'u1' } }, 'u1'],
  ['what its caller says, before all', { key: 'k', metadata: { 'x-user-id': 'u1' } }, 'k'],
  ['nothing, where nobody says any', { metadata: { other: 'x' } }, undefined],
])('a call’s key is %s', (_, options, key) => {
  expect(keyOf(options)).toBe(key)
})

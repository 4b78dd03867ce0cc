import { MicroError } from '@micro/core'
import { expect, test } from 'vitest'
import { Refusal, type RefusalKind } from '../values/index.ts'
import { toMicroError } from './refusals.ts'

test.each<[RefusalKind, number]>([
  ['unauthenticated', 401],
  ['too-many', 429],
  ['invalid', 400],
  ['not-found', 404],
  ['forbidden', 403],
  ['conflict', 409],
  ['rule', 422],
])('a refusal that is %s travels as %i, with its reason in the name of its service', (kind, code) => {
  const error = toMicroError(new Refusal(kind, 'DATES_TAKEN', 'taken'), 'renting.order')
  expect(error).toBeInstanceOf(MicroError)
  expect(error.toJSON()).toMatchObject({
    id: 'renting.order',
    code,
    detail: 'taken',
    reason: 'DATES_TAKEN',
    domain: 'renting.order',
  })
})

import { type Method, MicroError } from '@micro/core'
import { expect, test } from 'vitest'
import { ObjectStoreError } from '../objects/index.ts'
import { Refusal, type RefusalKind } from '../values/index.ts'
import { TestContext } from '../vitest.ts'
import { refusals, toMicroError } from './refusals.ts'

test.each<[RefusalKind, number]>([
  ['unauthenticated', 401],
  ['too-many', 429],
  ['invalid', 400],
  ['not-found', 404],
  ['too-large', 413],
  ['forbidden', 403],
  ['stale', 412],
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

test('a database or an object store that is not there is no fault of the service, and other faults stay what they are', async () => {
  const method = { kind: 'unary' } as Method
  const answer = async (thrown: unknown) => {
    const handler = refusals().server!(() => Promise.reject(thrown), method, 'renting.order')
    return await Promise.resolve(handler({}, new TestContext('renting.order', 'OrderService.GetOrder'))).catch(
      (error: unknown) => error,
    )
  }
  const down = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  expect(await answer(down)).toMatchObject({ code: 503, id: 'renting.order', reason: undefined, cause: down })
  const lost = new ObjectStoreError('no answer')
  expect(await answer(lost)).toMatchObject({ code: 503, id: 'renting.order', cause: lost })
  expect(await answer(new Refusal('rule', 'TOO_SHORT', 'short'))).toMatchObject({ code: 422, reason: 'TOO_SHORT' })
  const fault = new TypeError('a mistake of ours')
  expect(await answer(fault)).toBe(fault)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bearer, testApi } from '../test/fakes.ts'
import { examples, request } from '../test/routes.ts'

const { app } = testApi()
const changing = examples.filter(({ body }) => body !== undefined)

/** JSON holds text that UTF-8 does not: halves of surrogate pairs. */
const values = fc.oneof(
  fc.jsonValue({ stringUnit: 'binary' }),
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom('\ud800', 'a\udfff', '\u0000', '😀'),
)

test('no body makes a route break', async () => {
  const body = fc.oneof(
    fc.json(),
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify({ guests: value, price: value })),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...changing), body, async (example, payload) => {
      const headers = { ...request(example).headers, 'content-type': 'application/json' }
      const response = await app.inject({ ...request(example), headers, payload })
      expect(response.statusCode).toBeLessThan(500)
    }),
    { numRuns: 500 },
  )
})

test('no value of any field makes a route break, or gets through with what it must not be', async () => {
  const field = fc.constantFrom(
    ...changing.flatMap((each) => Object.keys(each.body ?? {}).map((key) => [each, key] as const)),
  )
  await fc.assert(
    fc.asyncProperty(field, values, async ([example, key], value) => {
      const response = await app.inject({ ...request(example), payload: { ...example.body, [key]: value } })
      expect([example.status, 400]).toContain(response.statusCode)
    }),
    { numRuns: 500 },
  )
})

test('no query and no path makes a route break', async () => {
  const query = fc.dictionary(
    fc.constantFrom('area', 'checkIn', 'guests', 'limit', 'cursor', 'q', 'sort', 'x'),
    fc.string(),
  )
  await fc.assert(
    fc.asyncProperty(query, fc.string(), async (parameters, id) => {
      for (const url of ['/api/v2/houses', '/api/v2/orders', `/api/v2/houses/${encodeURIComponent(id)}`]) {
        const response = await app.inject({ url, query: parameters, headers: bearer('tenant') })
        expect([200, 400, 404, 414]).toContain(response.statusCode)
      }
    }),
    { numRuns: 200 },
  )
})

import { describe, expect, test } from 'vitest'
import { testApi } from '../test/fakes.ts'

const { app } = testApi()
const production = testApi({ development: false })

describe.each([
  ['an answer', '/api/v2/areas', 200],
  ['a refusal', '/api/v2/me', 401],
  ['an address that is not there', '/nothing', 404],
  ['an address that can’t be read', '/api/v2/houses/%E0%A4%A', 400],
  ['the API’s description', '/openapi.json', 200],
  ['a probe', '/healthz', 200],
])('%s', (_, url, status) => {
  test('is no page, no script and no picture of another’s page', async () => {
    const response = await app.inject(url)
    expect(response.statusCode).toBe(status)
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
  })

  test('asks for https from then on, where that is spoken', async () => {
    expect((await app.inject(url)).headers).not.toHaveProperty('strict-transport-security')
    const { headers } = await production.app.inject(url)
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
  })
})

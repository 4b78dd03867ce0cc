import { expect, test } from 'vitest'
import { bearer, testApi } from '../test/fakes.ts'
import { examples } from '../test/routes.ts'

const { app } = testApi()
const urls = [...new Set(examples.map(({ url }) => url)), '/healthz', '/readyz', '/openapi.json']

test.each(urls)('%s says which methods it has, and refuses the others', async (url) => {
  const options = await app.inject({ method: 'OPTIONS', url })
  expect(options.statusCode).toBe(204)
  const allow = String(options.headers.allow).split(', ')
  const expected = examples.filter((example) => example.url === url).map(({ method }) => method)
  expect(allow).toEqual(expect.arrayContaining([...expected, 'OPTIONS']))
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    if (allow.includes(method)) continue
    const response = await app.inject({ method, url, headers: { 'content-type': 'text/plain' }, payload: 'x' })
    expect(response.statusCode).toBe(405)
    expect(response.headers.allow).toBe(options.headers.allow)
    if (method !== 'HEAD') expect(response.json()).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' })
  }
})

test('HEAD is GET without the body, its refusals too', async () => {
  const get = await app.inject('/api/v2/houses/house-1')
  const head = await app.inject({ method: 'HEAD', url: '/api/v2/houses/house-1' })
  expect(head.statusCode).toBe(200)
  expect(head.body).toBe('')
  expect(head.headers.etag).toBe('"7"')
  expect(head.headers['content-length']).toBe(get.headers['content-length'])
  expect((await app.inject({ method: 'HEAD', url: '/api/v2/me' })).statusCode).toBe(401)
  expect((await app.inject({ method: 'HEAD', url: '/api/v2/me', headers: bearer('tenant') })).statusCode).toBe(200)
  expect((await app.inject({ method: 'HEAD', url: '/api/v2/nothing' })).statusCode).toBe(404)
})

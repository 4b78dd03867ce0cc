import { memoryObjects } from '@renting/platform/vitest'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { fakeClients, methodsOf, refusal, testApi } from '../test/fakes.ts'
import { examples, request } from '../test/routes.ts'

const withBody = examples.filter((example) => example.body !== undefined)
// The order of fields is the schema’s, as is that of the errors.
const withFields = withBody.filter((example) => Object.keys(example.body ?? {}).length > 0)
const signedIn = examples.filter((example) => example.signedIn)

const described = (await testApi().app.inject('/openapi.json')).json().paths

const name = ({ method, route }: { method: unknown; route: string }) => `${method} ${route}`
const table = (list: typeof examples) => list.map((example) => [name(example), example] as const)

/** What every problem has, whatever it is about. */
function problem(status: number, code: string) {
  return expect.objectContaining({
    type: `urn:renting:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    instance: expect.stringMatching(/^\//),
    code,
    requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
}

describe('every route', () => {
  const { app, clients } = testApi()
  beforeEach(() => void vi.clearAllMocks())

  test.each(table(examples))('%s answers a good request', async (_, example) => {
    const response = await app.inject(request(example))
    expect(response.statusCode, response.body).toBe(example.status)
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
    const kept = example.route.includes('/media/')
    expect(response.headers['cache-control']).toBe(kept ? 'public, max-age=31536000, immutable' : 'no-store')
  })

  test.each(table(signedIn))('%s is for people who are signed in', async (_, example) => {
    for (const authorization of [
      '',
      'Bearer forged',
      'Basic bGk6',
      'Bearer a b',
      'bearer',
      `Bearer ${'x'.repeat(300)}`,
    ]) {
      const response = await app.inject(request(example, { authorization }))
      expect(response.statusCode, authorization).toBe(401)
      expect(response.headers['content-type']).toBe('application/problem+json')
      expect(response.headers['www-authenticate']).toBe('Bearer')
      expect(response.json()).toEqual(problem(401, 'NOT_SIGNED_IN'))
    }
    const called = methodsOf(clients).filter((each) => each.mock.calls.length > 0)
    expect(called.filter((each) => each !== clients.users.resolveSession)).toEqual([])
  })

  test.each(table(signedIn))('%s asks once who is signed in', async (_, example) => {
    await app.inject(request(example))
    expect(clients.users.resolveSession).toHaveBeenCalledTimes(1)
  })

  test.each(table(withBody))('%s refuses a body that is not JSON', async (_, example) => {
    for (const payload of ['{', '{"a":1,}', 'null x', '{"a":01}', '\u0000']) {
      const response = await app.inject({
        ...request(example),
        headers: { ...request(example).headers, 'content-type': 'application/json' },
        payload,
      })
      expect(response.statusCode, payload).toBe(400)
      expect(response.json()).toEqual(problem(400, 'BAD_INPUT'))
      expect(response.json().errors).toEqual([{ path: '', message: 'is not JSON' }])
    }
  })

  test.each(table(withBody))('%s refuses a body that is no object', async (_, example) => {
    for (const payload of ['[]', '"text"', '1', 'null', 'true', '[{}]']) {
      const headers = { ...request(example).headers, 'content-type': 'application/json' }
      const response = await app.inject({ ...request(example), headers, payload })
      expect(response.statusCode, payload).toBe(400)
      expect(response.json().errors[0]).toEqual({ path: '', message: 'must be object' })
    }
  })

  test.each(table(withBody))('%s refuses fields it does not know', async (_, example) => {
    const sent = request(example)
    for (const field of ['unknown', '__proto__x', 'constructor', 'a/b']) {
      const response = await app.inject({ ...sent, payload: { ...example.body, [field]: 1 } })
      expect(response.statusCode).toBe(400)
      expect(response.json().errors).toEqual([{ path: `/${field.replace('/', '~1')}`, message: 'is not known here' }])
    }
    const headers = { ...sent.headers, 'content-type': 'application/json' }
    const payload = `{"__proto__":{"admin":true},${JSON.stringify(example.body).slice(1).replace(/^}$/, '"x":1}')}`
    expect((await app.inject({ ...sent, headers, payload })).statusCode).toBe(400)
  })

  test.each(table(examples))('%s refuses parameters it does not know', async (_, example) => {
    const sent = request(example)
    const response = await app.inject({ ...sent, url: `${sent.url}${sent.url.includes('?') ? '&' : '?'}checkin=1` })
    expect(response.statusCode).toBe(400)
    expect(response.json().errors).toEqual([{ path: '/checkin', message: 'is not known here' }])
  })

  test.each(table(withFields))('%s refuses values of a wrong type, by the name of the field', async (_, example) => {
    for (const [field, value] of Object.entries(example.body ?? {})) {
      const wrong = [
        null,
        {},
        ...(Array.isArray(value) ? [] : [[]]),
        ...(typeof value === 'string' ? [1, true] : ['2', 1.5 ** 200]),
      ]
      for (const other of wrong) {
        const response = await app.inject({ ...request(example), payload: { ...example.body, [field]: other } })
        expect(response.statusCode, `${field}: ${JSON.stringify(other)}`).toBe(400)
        expect(response.json()).toEqual(problem(400, 'BAD_INPUT'))
        expect(response.json().errors[0].path).toMatch(new RegExp(`^/${field}(/|$)`))
      }
    }
  })

  test.each(table(withFields))('%s names every field that is missing', async (_, example) => {
    const { schema } = described[example.route][example.method.toLowerCase()].requestBody.content['application/json']
    const fields: string[] = schema.required ?? []
    const response = await app.inject({ ...request(example), payload: {} })
    expect(response.statusCode).toBe(fields.length === 0 ? example.status : 400)
    if (fields.length > 0)
      expect(response.json().errors).toEqual(fields.map((field) => ({ path: `/${field}`, message: 'is missing' })))
  })

  test.each(table(withBody))('%s takes nothing but JSON', async (_, example) => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense']) {
      const headers = { ...request(example).headers, 'content-type': type }
      const response = await app.inject({ ...request(example), headers, payload: '{}' })
      expect(response.statusCode, type).toBe(415)
      expect(response.json()).toEqual(problem(415, 'UNSUPPORTED_MEDIA_TYPE'))
    }
  })

  test.each(table(withBody))('%s takes no more than 64 KiB', async (_, example) => {
    const response = await app.inject({ ...request(example), payload: { pad: 'x'.repeat(70_000) } })
    expect(response.statusCode).toBe(413)
    expect(response.json()).toEqual(problem(413, 'TOO_LARGE'))
  })
})

describe('every route, when services throw what nobody expects,', () => {
  const clients = fakeClients()
  for (const method of methodsOf(clients)) {
    if (method === clients.users.resolveSession) continue
    method.mockRejectedValue(new Error('relation "secret_table" does not exist'))
  }
  const { app, log } = testApi({ clients })
  // Who is signed in is known without a further call, and pictures come from no service.
  const asking = examples.filter(({ method, route }) => !(method === 'GET' && /\/(me|session|\{key\})$/.test(route)))

  test.each(table(asking))('%s says nothing of it', async (_, example) => {
    log.error.mockClear()
    const response = await app.inject(request(example))
    expect(response.statusCode).toBe(500)
    expect(response.body).not.toMatch(/secret_table|Error|\.ts/)
    expect(response.json()).toEqual(problem(500, 'INTERNAL'))
    expect(log.error).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ err: expect.any(Error), requestId: response.json().requestId }),
      'request failed',
    )
  })
})

describe('every route, when a service is not there,', () => {
  const clients = fakeClients()
  for (const method of methodsOf(clients)) method.mockRejectedValue(refusal(503, 'NO_NODES', 'micro.client'))
  const objects = { ...memoryObjects(), get: async () => Promise.reject(new Error('connect ECONNREFUSED')) }
  const { app } = testApi({ clients, objects })

  test.each(table(examples))('%s answers 503 with Retry-After', async (_, example) => {
    const response = await app.inject(request(example))
    expect(response.statusCode).toBe(503)
    expect(response.headers['retry-after']).toBe('1')
    expect(response.json()).toEqual(problem(503, 'UNAVAILABLE'))
  })
})

describe('an address that is not there', () => {
  const { app } = testApi()

  test.each(['/', '/nothing', '/api/v2', '/api/v2/', '/api/v2/nothing', '/api/v2/houses/', '/api/v1.0/areas'])(
    '%s is a problem like any other',
    async (url) => {
      for (const method of ['GET', 'POST', 'DELETE'] as const) {
        const response = await app.inject({ method, url: `${url}?token=secret`, headers: { cookie: 'session=x' } })
        expect(response.statusCode).toBe(404)
        expect(response.headers['content-type']).toBe('application/problem+json')
        expect(response.json()).toEqual(problem(404, 'NOT_FOUND'))
        expect(response.json().instance).toBe(url)
        expect(response.headers['x-request-id']).toBe(response.json().requestId)
      }
    },
  )

  test('and one that can’t be read is malformed', async () => {
    const response = await app.inject('/api/v2/houses/%E0%A4%A')
    expect(response.json()).toEqual(problem(400, 'BAD_INPUT'))
    expect(response.headers['x-request-id']).toBe(response.json().requestId)
    const long = await app.inject(`/api/v2/houses/${'x'.repeat(300)}`)
    expect(long.json()).toEqual(problem(414, 'URI_TOO_LONG'))
    expect((await app.inject('/api/v2/houses/%00')).json()).toEqual(problem(400, 'BAD_INPUT'))
    expect((await app.inject('/api/v2/houses/a%2Fb')).json()).toEqual(problem(400, 'BAD_INPUT'))
    expect((await app.inject('/api/v2/houses/no-such-house')).json()).toEqual(problem(404, 'NOT_FOUND'))
  })
})

describe('in production', () => {
  test('what the development providers did, and their clock, is not there', async () => {
    const { app, clients } = testApi({ development: false })
    const development = examples.filter(({ route }) => route.includes('/dev/'))
    expect(development).toHaveLength(3)
    for (const example of development) expect((await app.inject(request(example))).statusCode).toBe(404)
    expect(methodsOf(clients).filter((each) => each.mock.calls.length > 0)).toEqual([])
  })

  test('nor is it with a real provider, which has no such endpoints', async () => {
    const clients = fakeClients()
    clients.development.listMessages.mockRejectedValue(refusal(501, '', 'micro'))
    clients.clocks[0]?.advance.mockRejectedValue(refusal(501, '', 'micro'))
    const { app } = testApi({ clients })
    expect((await app.inject('/api/v2/dev/messages')).json()).toEqual(problem(404, 'NOT_FOUND'))
    const move = { method: 'POST', url: '/api/v2/dev/clock', payload: { advanceSeconds: 1 } } as const
    expect((await app.inject(move)).json()).toEqual(problem(404, 'NOT_FOUND'))
  })
})

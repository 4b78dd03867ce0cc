import { describe, expect, test } from 'vitest'
import { bearer, fakeClients, refusal, testApi, tokens } from '../test/fakes.ts'
import { file, form, formType, stay } from '../test/routes.ts'

const url = '/api/v2/orders'
const key = { 'idempotency-key': 'k1' }
const codeOf = async (api: ReturnType<typeof testApi>, request: object): Promise<string> =>
  (await api.app.inject({ method: 'POST', url, ...request })).json().code

describe('of several things wrong, the first in the contract’s order is said', () => {
  test('not signed in, before anything about the request', async () => {
    const api = testApi()
    for (const payload of ['{', '[]', JSON.stringify({ ...stay, guests: 0 }), 'x'.repeat(70_000)]) {
      const headers = { 'content-type': 'application/json', cookie: 'session=forged', origin: 'https://evil.example' }
      expect(await codeOf(api, { headers, payload })).toBe('NOT_SIGNED_IN')
    }
    expect(await codeOf(api, { headers: { 'content-type': 'text/plain' }, payload: 'x' })).toBe('NOT_SIGNED_IN')
  })

  test('too often, before the form', async () => {
    const api = testApi({ rateLimits: true })
    const ask = (payload: object) => codeOf(api, { url: '/api/v2/captchas', payload })
    for (let i = 0; i < 30; i++) expect(await ask({ unknown: 1 })).toBe('BAD_INPUT')
    expect(await ask({ unknown: 1 })).toBe('TOO_MANY_REQUESTS')
  })

  test('malformed, before what is there and whose it is', async () => {
    const clients = fakeClients()
    clients.orders.createOrder.mockRejectedValue(refusal(404, 'NOT_FOUND'))
    const api = testApi({ clients })
    const foreign = { cookie: `session=${tokens.tenant}`, origin: 'https://evil.example' }
    expect(await codeOf(api, { headers: foreign, payload: stay })).toBe('IDEMPOTENCY_KEY_REQUIRED')
    expect(await codeOf(api, { headers: { ...foreign, ...key }, payload: { ...stay, guests: 0 } })).toBe('BAD_INPUT')
    const headers = { ...bearer('tenant'), ...key }
    expect(await codeOf(api, { headers, payload: { ...stay, checkOut: '2026-12-24' } })).toBe('BAD_INPUT')
    expect(await codeOf(api, { headers, payload: stay })).toBe('NOT_FOUND')
    expect(clients.orders.createOrder).toHaveBeenCalledOnce()
  })

  test('a page of another site, before the service is asked', async () => {
    const clients = fakeClients()
    const api = testApi({ clients })
    const headers = { ...key, cookie: `session=${tokens.tenant}`, origin: 'https://evil.example' }
    expect(await codeOf(api, { headers, payload: stay })).toBe('BAD_ORIGIN')
    expect(clients.orders.createOrder).not.toHaveBeenCalled()
  })
})

describe('of a house that is to be changed', () => {
  const change = (api: ReturnType<typeof testApi>, who: keyof typeof tokens, rest: object, id = 'house-1') =>
    codeOf(api, { method: 'PATCH', url: `/api/v2/houses/${id}`, payload: { title: 'x' }, ...withHeaders(who, rest) })
  const withHeaders = (who: keyof typeof tokens, { headers = {}, ...rest }: { headers?: object }) => ({
    headers: { ...bearer(who), ...headers },
    ...rest,
  })

  test('it is said in order what is the matter', async () => {
    const clients = fakeClients()
    const api = testApi({ clients })
    const stale = { 'if-match': '"6"' }
    expect(await codeOf(api, { method: 'PATCH', url: '/api/v2/houses/x', payload: {} })).toBe('NOT_SIGNED_IN')
    expect(await change(api, 'tenant', { headers: { 'if-match': '6' } }, 'nowhere')).toBe('BAD_INPUT')
    expect(await change(api, 'tenant', { payload: { title: '' } }, 'nowhere')).toBe('BAD_INPUT')
    expect(await change(api, 'tenant', {}, 'nowhere')).toBe('NOT_FOUND')
    expect(await change(api, 'tenant', {})).toBe('FORBIDDEN')
    expect(await change(api, 'tenant', { headers: stale })).toBe('FORBIDDEN')
    expect(await change(api, 'landlord', {})).toBe('PRECONDITION_REQUIRED')
    clients.houses.updateHouse.mockRejectedValue(refusal(409, 'WRONG_STATE', 'renting.house'))
    expect(await change(api, 'landlord', { headers: stale })).toBe('PRECONDITION_FAILED')
    expect(await change(api, 'landlord', { headers: { 'if-match': '"7"' } })).toBe('WRONG_STATE')
  })
})

describe('of a picture that is sent', () => {
  test('it is said in order what is the matter', async () => {
    const clients = fakeClients()
    const api = testApi({ clients })
    const send = (headers: object, payload: Buffer) =>
      codeOf(api, {
        url: '/api/v2/houses/nowhere/images',
        headers: { 'content-type': formType, ...headers },
        payload,
      })
    clients.houses.addImage.mockRejectedValue(refusal(404, 'NOT_FOUND', 'renting.house'))
    expect(await send({}, Buffer.from('x'))).toBe('NOT_SIGNED_IN')
    expect(await send(bearer('tenant'), form(file('picture', 'x')))).toBe('BAD_INPUT')
    expect(clients.houses.addImage).not.toHaveBeenCalled()
    expect(await send(bearer('tenant'), form(file('file', 'x')))).toBe('NOT_FOUND')
  })
})

describe('what a service refuses', () => {
  test.each([
    [404, 'NOT_FOUND'],
    [403, 'FORBIDDEN'],
    [409, 'DATES_TAKEN'],
    [409, 'WRONG_STATE'],
    [412, 'PRECONDITION_FAILED'],
    [422, 'OWN_HOUSE'],
    [422, 'IDEMPOTENCY_KEY_REUSED'],
    [422, 'SOMETHING_NEW'],
  ])('with %i %s is the answer, with its words', async (status, code) => {
    const clients = fakeClients()
    clients.orders.createOrder.mockRejectedValue(refusal(status, code))
    const { app, log } = testApi({ clients })
    const response = await app.inject({ method: 'POST', url, headers: { ...bearer('tenant'), ...key }, payload: stay })
    expect(response.statusCode).toBe(status)
    expect(response.json()).toMatchObject({ status, code, detail: `no: ${code}`, instance: url })
    expect(log.error).not.toHaveBeenCalled()
  })

  test('as malformed names the field', async () => {
    const clients = fakeClients()
    const error = refusal(400, 'INVALID_HOUSE')
    clients.orders.createOrder.mockRejectedValue(Object.assign(error, { detail: 'timeZone is not a time zone' }))
    const response = await testApi({ clients }).app.inject({
      method: 'POST',
      url,
      headers: { ...bearer('tenant'), ...key },
      payload: stay,
    })
    expect(response.json()).toMatchObject({
      code: 'INVALID_HOUSE',
      errors: [{ path: '/timeZone', message: 'is not a time zone' }],
    })
  })

  test.each([
    ['too often for this mobile number; try again in 42 s', '42'],
    ['too often', '60'],
  ])('as %s says when to come back', async (detail, seconds) => {
    const clients = fakeClients()
    clients.users.sendSmsCode.mockRejectedValue(refusal(429, 'TOO_MANY_REQUESTS', 'renting.user', detail))
    const response = await testApi({ clients }).app.inject({
      method: 'POST',
      url: '/api/v2/sms-codes',
      payload: { mobile: '13900000001', captchaId: 'c', captcha: 'x' },
    })
    expect(response.json()).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS', detail })
    expect(response.headers['retry-after']).toBe(seconds)
  })
})

describe('a call that did not work', () => {
  test.each([
    [408, 504, 'TIMEOUT', '1'],
    [413, 413, 'TOO_LARGE', undefined],
    [429, 503, 'UNAVAILABLE', '1'],
    [501, 503, 'UNAVAILABLE', '1'],
    [503, 503, 'UNAVAILABLE', '1'],
    [400, 503, 'UNAVAILABLE', '1'],
    [500, 500, 'INTERNAL', undefined],
  ])('with the framework’s %i is answered with %i', async (code, status, name, retryAfter) => {
    const clients = fakeClients()
    clients.houses.listAreas.mockRejectedValue(refusal(code, 'SOME_REASON', 'micro.client'))
    const response = await testApi({ clients }).app.inject('/api/v2/areas')
    expect(response.statusCode).toBe(status)
    expect(response.json().code).toBe(name)
    expect(response.headers['retry-after']).toBe(retryAfter)
    expect(response.body).not.toContain('SOME_REASON')
  })
})

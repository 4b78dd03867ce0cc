import { describe, expect, test } from 'vitest'
import { testApi } from '../test/fakes.ts'
import { limits } from './limits.ts'

const registration = { mobile: '13900000001', smsCode: '123456', password: 'correct horse' }
const ask = (api: ReturnType<typeof testApi>, url: string, payload: object, remoteAddress: string) =>
  api.app.inject({ method: 'POST', url, payload, remoteAddress })

describe.each([
  ['/api/v2/captchas', {}, limits.captcha],
  ['/api/v2/users', registration, limits.registration],
])('POST %s', (url, payload, { max, timeWindow }) => {
  test('is answered so many times for one address, and for each', async () => {
    const api = testApi({ rateLimits: true })
    for (let i = 0; i < max; i++) expect((await ask(api, url, payload, '10.0.0.1')).statusCode).toBe(201)
    const refused = await ask(api, url, payload, '10.0.0.1')
    expect(refused.json()).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(timeWindow / 1000)
    expect((await ask(api, url, payload, '10.0.0.2')).statusCode).toBe(201)
  })

  test('is answered any number of times with the limits off', async () => {
    const api = testApi({ rateLimits: false })
    for (let i = 0; i <= max; i++) expect((await ask(api, url, payload, '10.0.0.1')).statusCode).toBe(201)
  })
})

test('the limits are those of the contract', () => {
  expect(limits.captcha).toEqual({ max: 30, timeWindow: 60_000 })
  expect(limits.registration).toEqual({ max: 20, timeWindow: 3_600_000 })
})

import { beforeEach, describe, expect, test, vi } from 'vitest'
import { bearer, refusal, testApi, tokens } from '../test/fakes.ts'

const { app, clients, log } = testApi()
beforeEach(() => void vi.clearAllMocks())

const credentials = { mobile: '13900000001', password: 'correct horse' }
const cookie = (token: string) => ({ cookie: `session=${token}`, host: 'renting.test' })
const origin = { origin: 'http://renting.test' }

describe('a session', () => {
  test('is found by either form of its token', async () => {
    for (const headers of [bearer('tenant'), cookie(tokens.tenant), { authorization: `bearer ${tokens.tenant}` }]) {
      const response = await app.inject({ url: '/api/v2/me', headers })
      expect(response.json()).toMatchObject({ id: 'tenant', identity: { status: 'VERIFIED', realName: '张三' } })
    }
  })

  test('named in the header wins over the one in the cookie', async () => {
    const response = await app.inject({
      url: '/api/v2/me',
      headers: { ...cookie(tokens.tenant), ...bearer('landlord') },
    })
    expect(response.json()).toMatchObject({ id: 'landlord' })
  })

  test('is not asked for where nothing like a token was sent', async () => {
    for (const token of ['', 'a b', '%00', `"${'x'.repeat(400)}"`, '<script>']) {
      expect((await app.inject({ url: '/api/v2/me', headers: cookie(encodeURIComponent(token)) })).statusCode).toBe(401)
    }
    expect(clients.users.resolveSession).not.toHaveBeenCalled()
  })

  test('is not asked for where anyone may ask', async () => {
    await app.inject({ url: '/api/v2/houses', headers: bearer('tenant') })
    expect(clients.users.resolveSession).not.toHaveBeenCalled()
  })

  test('makes a quote the person’s own, and one that is over makes it anybody’s', async () => {
    const payload = { houseId: 'house-1', checkIn: '2026-12-24', checkOut: '2026-12-26', guests: 2 }
    await app.inject({ method: 'POST', url: '/api/v2/quotes', headers: bearer('landlord'), payload })
    await app.inject({ method: 'POST', url: '/api/v2/quotes', headers: { authorization: 'Bearer over' }, payload })
    const actors = clients.houses.quote.mock.calls.map(([request]) => request.actor?.userId)
    expect(actors).toEqual(['landlord', undefined])
  })

  test('is shown, or there is none', async () => {
    const shown = await app.inject({ url: '/api/v2/session', headers: bearer('newcomer') })
    expect(shown.json()).toEqual({
      user: {
        id: 'newcomer',
        name: 'Name of newcomer',
        mobile: '138****0001',
        avatarUrl: null,
        identity: { status: 'NONE' },
        createdAt: '2026-11-20T04:00:00.000Z',
      },
    })
    expect((await app.inject('/api/v2/session')).json()).toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' })
  })
})

describe('signing in', () => {
  test.each(['/api/v2/sessions', '/api/v2/users'])('by POST %s gives the token in both forms', async (url) => {
    const payload = url.endsWith('users') ? { ...credentials, smsCode: '123456' } : credentials
    const response = await app.inject({ method: 'POST', url, payload })
    expect(response.statusCode).toBe(201)
    expect(response.json()).toMatchObject({ token: 'new-token', user: { mobile: '138****0001' } })
    expect(response.cookies).toEqual([
      { name: 'session', value: 'new-token', path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 2_592_000 },
    ])
  })

  test('outside development gives a cookie for https alone', async () => {
    const production = testApi({ development: false })
    const response = await production.app.inject({ method: 'POST', url: '/api/v2/sessions', payload: credentials })
    expect(response.cookies).toEqual([expect.objectContaining({ name: 'session', secure: true })])
  })

  test('ends the session that the browser had', async () => {
    const headers = { ...cookie(tokens.tenant), ...origin }
    await app.inject({ method: 'POST', url: '/api/v2/sessions', headers, payload: credentials })
    expect(clients.users.signOut).toHaveBeenCalledExactlyOnceWith({ token: tokens.tenant }, expect.anything())
  })

  test('works when the session that the browser had can’t be ended', async () => {
    clients.users.signOut.mockRejectedValueOnce(refusal(503, 'NO_NODES', 'micro.client'))
    const headers = { ...cookie(tokens.tenant), ...origin }
    const response = await app.inject({ method: 'POST', url: '/api/v2/sessions', headers, payload: credentials })
    expect(response.statusCode).toBe(201)
    expect(log.warn).toHaveBeenCalledOnce()
  })

  test('with a wrong password leaves everything as it was', async () => {
    clients.users.signIn.mockRejectedValueOnce(refusal(401, 'WRONG_CREDENTIALS'))
    const headers = { ...cookie(tokens.tenant), ...origin }
    const response = await app.inject({ method: 'POST', url: '/api/v2/sessions', headers, payload: credentials })
    expect(response.json()).toMatchObject({ status: 401, code: 'WRONG_CREDENTIALS' })
    expect(response.cookies).toEqual([])
    expect(clients.users.signOut).not.toHaveBeenCalled()
  })
})

describe('a cookie', () => {
  test('is given anew when the session is shown, so that both last as long', async () => {
    const response = await app.inject({ url: '/api/v2/session', headers: cookie(tokens.tenant) })
    expect(response.cookies).toEqual([expect.objectContaining({ value: tokens.tenant, maxAge: 2_592_000 })])
    expect((await app.inject({ url: '/api/v2/session', headers: bearer('tenant') })).cookies).toEqual([])
  })

  test('goes when its owner signs out', async () => {
    const headers = { ...cookie(tokens.tenant), ...origin }
    const response = await app.inject({ method: 'DELETE', url: '/api/v2/session', headers })
    expect(response.statusCode).toBe(204)
    expect(response.body).toBe('')
    expect(response.cookies).toEqual([expect.objectContaining({ name: 'session', value: '', maxAge: 0, path: '/' })])
    expect(clients.users.signOut).toHaveBeenCalledExactlyOnceWith({ token: tokens.tenant }, expect.anything())
  })
})

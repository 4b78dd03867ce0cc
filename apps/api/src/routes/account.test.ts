import { beforeEach, expect, test, vi } from 'vitest'
import { actor, bearer, refusal, testApi, tokens } from '../../test/fakes.ts'

const { app, clients } = testApi()
beforeEach(() => void vi.clearAllMocks())

const post = (path: string, payload?: object) => app.inject({ method: 'POST', url: `/api/v2${path}`, payload })

test('a captcha has an id and a picture, asked for with an empty object or nothing', async () => {
  for (const payload of [{}, undefined]) {
    const response = await post('/captchas', payload)
    expect(response.statusCode).toBe(201)
    expect(response.json()).toEqual({ id: 'captcha-1', image: 'data:image/svg+xml;base64,PHN2Zz4=' })
  }
})

test('a text message is asked for with the captcha, and answered with nothing', async () => {
  const body = { mobile: '13900000001', captchaId: 'captcha-1', captcha: 'k7qd' }
  const response = await post('/sms-codes', body)
  expect(response.statusCode).toBe(202)
  expect(response.body).toBe('')
  expect(clients.users.sendSmsCode.mock.calls[0]?.[0]).toEqual(body)
})

test.each([
  '',
  '1380000000',
  '138000000012',
  '12800000001',
  '+8613800000001',
  ' 13800000001',
  '1380000000x',
  '13800000001\n',
])('the mobile number %j is malformed', async (mobile) => {
  for (const [path, rest] of [
    ['/sms-codes', { captchaId: 'c', captcha: 'x' }],
    ['/users', { smsCode: '123456', password: 'correct horse' }],
    ['/sessions', { password: 'correct horse' }],
  ] as const) {
    const response = await post(path, { mobile, ...rest })
    expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT', errors: [{ path: '/mobile' }] })
  }
})

test('whoever registers is passed on as they wrote themselves, also with a wrong code or a weak password', async () => {
  const body = { mobile: '13900000001', smsCode: 'no', password: '' }
  await post('/users', body)
  await post('/users', { ...body, name: '张三' })
  expect(clients.users.register.mock.calls.map(([sent]) => sent)).toEqual([body, { ...body, name: '张三' }])
})

test('an identity is checked for who is signed in', async () => {
  const payload = { realName: '张三', idNumber: 'wrong' }
  const response = await app.inject({ method: 'PUT', url: '/api/v2/me/identity', headers: bearer('newcomer'), payload })
  expect(clients.users.verifyIdentity.mock.calls[0]?.[0]).toEqual({ ...payload, actor: actor('newcomer', false) })
  expect(response.json()).toEqual({
    id: 'newcomer',
    name: 'Name of newcomer',
    mobile: '138****0001',
    avatarUrl: null,
    identity: { status: 'VERIFIED', realName: '张三', idNumber: '1101**********002X' },
    createdAt: '2026-11-20T04:00:00.000Z',
  })
})

test('areas and facilities are bare lists', async () => {
  expect((await app.inject('/api/v2/areas')).json()).toEqual([{ id: '2', name: { zh: '西城区', en: 'Xicheng' } }])
  expect((await app.inject('/api/v2/facilities')).json()).toEqual([{ id: '1', name: { zh: '无线网络', en: 'Wi-Fi' } }])
})

test('the development providers show what they did', async () => {
  const messages = await app.inject('/api/v2/dev/messages?to=13900000001')
  expect(messages.json()).toEqual({
    items: [{ to: '13900000001', text: 'code 123456', at: '2026-11-20T04:00:00.000Z' }],
  })
  await app.inject('/api/v2/dev/messages')
  expect(clients.development.listMessages.mock.calls.map(([sent]) => sent.to)).toEqual(['13900000001', ''])
  expect((await app.inject('/api/v2/dev/captchas/captcha-1')).json()).toEqual({ answer: 'K7QD' })
})

test('the developers’ clock leads in one service, and the others follow', async () => {
  const [leader, ...others] = clients.clocks
  const move = (payload: object) => app.inject({ method: 'POST', url: '/api/v2/dev/clock', payload })
  const before = Date.now() + 86_400_000
  const { now } = (await move({ advanceSeconds: 3600 })).json()
  expect(Date.parse(now)).toBeGreaterThanOrEqual(before)
  expect(Date.parse(now)).toBeLessThanOrEqual(Date.now() + 86_400_000)
  expect(leader?.advance.mock.calls.map(([sent]) => sent)).toEqual([{ milliseconds: 3_600_000 }])
  expect(others).toHaveLength(2)
  for (const each of others) {
    expect(each.moveTo.mock.calls.map(([sent]) => sent)).toEqual([{ offsetMs: 86_400_000 }])
    expect(each.advance).not.toHaveBeenCalled()
  }
  for (const wrong of [
    {},
    { advanceSeconds: 0 },
    { advanceSeconds: -1 },
    { advanceSeconds: '1' },
    { advanceSeconds: 1e9 },
  ]) {
    expect((await move(wrong)).json()).toMatchObject({ status: 400, code: 'BAD_INPUT' })
  }
})

test('a name is changed', async () => {
  const response = await app.inject({
    method: 'PATCH',
    url: '/api/v2/me',
    headers: bearer('tenant'),
    payload: { name: '张' },
  })
  expect(response.json()).toMatchObject({ id: 'tenant', name: '张' })
  expect(clients.users.updateProfile.mock.calls[0]?.[0]).toEqual({ actor: actor('tenant'), name: '张' })
})

test('who forgot their password chooses another by a code', async () => {
  const body = { mobile: '13900000001', smsCode: '123456', password: 'battery staple' }
  const response = await post('/password-resets', body)
  expect(response.statusCode).toBe(204)
  expect(response.cookies).toEqual([])
  expect(clients.users.resetPassword.mock.calls[0]?.[0]).toEqual(body)
})

test.each([
  ['a browser goes on under a new token', { cookie: `session=${tokens.tenant}`, host: 'x', origin: 'http://x' }, true],
  ['a token in the header goes on as it is', bearer('tenant'), false],
])('after a change of the password %s', async (_, headers, rotate) => {
  const payload = { current: 'correct horse', password: 'battery staple' }
  const response = await app.inject({ method: 'PUT', url: '/api/v2/me/password', headers, payload })
  expect(response.statusCode).toBe(204)
  const [sent] = clients.users.changePassword.mock.calls[0] ?? []
  expect(sent).toEqual({ ...payload, actor: actor('tenant'), token: tokens.tenant, rotate })
  const set = expect.objectContaining({ name: 'session', value: 'rotated-token', httpOnly: true })
  expect(response.cookies).toEqual(rotate ? [set] : [])
})

test('a wrong password changes nothing', async () => {
  clients.users.changePassword.mockRejectedValueOnce(refusal(422, 'WRONG_PASSWORD', 'renting.user'))
  const payload = { current: 'wrong', password: 'battery staple' }
  const response = await app.inject({ method: 'PUT', url: '/api/v2/me/password', headers: bearer('tenant'), payload })
  expect(response.json()).toMatchObject({ status: 422, code: 'WRONG_PASSWORD' })
  expect(response.cookies).toEqual([])
})

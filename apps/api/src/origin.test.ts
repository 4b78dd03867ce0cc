import { beforeEach, expect, test, vi } from 'vitest'
import { bearer, testApi, tokens } from '../test/fakes.ts'

const { app, clients } = testApi({ publicOrigins: ['https://renting.example', 'http://localhost:5173'] })
beforeEach(() => void vi.clearAllMocks())

const cookie = { cookie: `session=${tokens.landlord}`, host: 'api.test:8080' }
const accept = (headers: Record<string, string>) =>
  app.inject({ method: 'POST', url: '/api/v2/orders/order-1/accept', headers, payload: {} })

test.each(['http://api.test:8080', 'https://renting.example', 'https://renting.example:443', 'http://localhost:5173'])(
  'a page of %s may use the cookie',
  async (origin) => {
    expect((await accept({ ...cookie, origin })).statusCode).toBe(200)
  },
)

test.each([
  'https://evil.example',
  'https://api.test:8080',
  'http://api.test',
  'http://api.test:8081',
  'http://api.test:8080.evil.example',
  'http://renting.example',
  'https://sub.renting.example',
  'https://renting.example/page',
  'http://user@api.test:8080',
  'null',
  '',
  '*',
  'javascript:alert(1)',
])('a page of %j may not', async (origin) => {
  const response = await accept({ ...cookie, origin })
  expect(response.json()).toMatchObject({ status: 403, code: 'BAD_ORIGIN' })
  expect(clients.orders.acceptOrder).not.toHaveBeenCalled()
})

test('without an Origin the cookie changes nothing', async () => {
  expect((await accept(cookie)).json()).toMatchObject({ status: 403, code: 'BAD_ORIGIN' })
  expect(clients.orders.acceptOrder).not.toHaveBeenCalled()
})

test('the cookie counts also where another token is used, or none is needed', async () => {
  expect((await accept({ ...cookie, ...bearer('landlord') })).statusCode).toBe(403)
  const headers = { ...cookie, origin: 'https://evil.example' }
  const payload = { mobile: '13900000001', password: 'correct horse' }
  const response = await app.inject({ method: 'POST', url: '/api/v2/sessions', headers, payload })
  expect(response.json()).toMatchObject({ status: 403, code: 'BAD_ORIGIN' })
  expect(clients.users.signIn).not.toHaveBeenCalled()
})

test('who comes with a token in the header needs none, wherever from', async () => {
  expect((await accept({ ...bearer('landlord'), origin: 'https://evil.example' })).statusCode).toBe(200)
  expect((await accept(bearer('landlord'))).statusCode).toBe(200)
})

test('reading with the cookie needs none', async () => {
  expect(
    (await app.inject({ url: '/api/v2/me', headers: { ...cookie, origin: 'https://evil.example' } })).statusCode,
  ).toBe(200)
})

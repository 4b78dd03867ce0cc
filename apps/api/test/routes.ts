import type { HTTPMethods } from 'fastify'
import { details } from './fakes.ts'

/** A request that works, for each route. */
export interface Example {
  readonly method: HTTPMethods
  /** As in the API's description. */
  readonly route: string
  readonly url: string
  readonly body?: Readonly<Record<string, unknown>>
  readonly signedIn: boolean
  readonly key?: 'required' | 'accepted'
  readonly status: number
}

const { policy: _, ...sent } = details
export const newHouse: Readonly<Record<string, unknown>> = { ...sent, policy: 'moderate' }
export const stay = { houseId: 'house-1', checkIn: '2026-12-24', checkOut: '2026-12-26', guests: 2 }

const route = (
  method: HTTPMethods,
  path: string,
  status: number,
  rest: Partial<Omit<Example, 'method' | 'status'>> = {},
): Example => ({
  method,
  route: `/api/v2${path}`,
  url: `/api/v2${path.replace('{id}', path.startsWith('/orders') ? 'order-1' : 'house-1')}`,
  signedIn: false,
  status,
  ...rest,
})

export const examples: readonly Example[] = [
  route('POST', '/captchas', 201, { body: {} }),
  route('POST', '/sms-codes', 202, { body: { mobile: '13900000001', captchaId: 'c', captcha: 'K7QD' } }),
  route('POST', '/users', 201, {
    body: { mobile: '13900000001', smsCode: '123456', password: 'correct horse', name: 'Zhang' },
  }),
  route('POST', '/sessions', 201, { body: { mobile: '13900000001', password: 'correct horse' } }),
  route('GET', '/session', 200, { signedIn: true }),
  route('DELETE', '/session', 204, { signedIn: true }),
  route('GET', '/me', 200, { signedIn: true }),
  route('PUT', '/me/identity', 200, { signedIn: true, body: { realName: '张三', idNumber: '11010519491231002X' } }),
  route('GET', '/areas', 200),
  route('GET', '/facilities', 200),
  route('POST', '/houses', 201, { signedIn: true, key: 'accepted', body: newHouse }),
  route('GET', '/houses', 200),
  route('GET', '/houses/{id}', 200),
  route('POST', '/quotes', 200, { body: stay }),
  route('POST', '/orders', 201, { signedIn: true, key: 'required', body: stay }),
  route('GET', '/orders', 200, { signedIn: true }),
  route('GET', '/orders/{id}', 200, { signedIn: true }),
  route('POST', '/orders/{id}/accept', 200, { signedIn: true, key: 'accepted', body: {} }),
  route('POST', '/orders/{id}/reject', 200, { signedIn: true, key: 'accepted', body: { reason: 'full' } }),
  route('GET', '/dev/messages', 200),
  route('GET', '/dev/captchas/{id}', 200),
]

/** What `inject` takes, for an example as it is. */
export function request(example: Example, headers: Readonly<Record<string, string>> = {}) {
  return {
    method: example.method,
    url: example.url,
    headers: {
      ...(example.signedIn && { authorization: 'Bearer landlord-token' }),
      ...(example.key === 'required' && { 'idempotency-key': 'key-1' }),
      ...headers,
    },
    ...(example.body && { payload: { ...example.body } }),
  }
}

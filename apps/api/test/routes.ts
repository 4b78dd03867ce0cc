import type { HTTPMethods } from 'fastify'
import { details, picture } from './fakes.ts'

/** A request that works, for each route. */
export interface Example {
  readonly method: HTTPMethods
  /** As in the API's description. */
  readonly route: string
  readonly url: string
  readonly body?: Readonly<Record<string, unknown>>
  /** It takes a form with a file in place of a body. */
  readonly form?: true
  readonly headers?: Readonly<Record<string, string>>
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
  { query = '', ...rest }: Partial<Omit<Example, 'method' | 'status'>> & { query?: string } = {},
): Example => ({
  method,
  route: `/api/v2${path}`,
  url: `/api/v2${path
    .replace('{id}', path.startsWith('/orders') ? 'order-1' : 'house-1')
    .replace('{key}', picture.key)
    .replace('{imageId}', 'image-1')
    .replace('{blockId}', 'block-1')}${query}`,
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
  route('POST', '/password-resets', 204, {
    body: { mobile: '13900000001', smsCode: '123456', password: 'correct horse' },
  }),
  route('PATCH', '/me', 200, { signedIn: true, body: { name: 'Zhang' } }),
  route('PUT', '/me/avatar', 200, { signedIn: true, form: true }),
  route('PUT', '/me/password', 204, { signedIn: true, body: { current: 'correct horse', password: 'battery staple' } }),
  route('GET', '/me/houses', 200, { signedIn: true }),
  route('GET', '/me/income', 200, { signedIn: true, query: '?from=2026-01-01&to=2027-01-01' }),
  route('PUT', '/me/identity', 200, { signedIn: true, body: { realName: '张三', idNumber: '11010519491231002X' } }),
  route('GET', '/areas', 200),
  route('GET', '/facilities', 200),
  route('POST', '/houses', 201, { signedIn: true, key: 'accepted', body: newHouse }),
  route('GET', '/houses', 200),
  route('GET', '/houses/featured', 200),
  route('GET', '/houses/{id}', 200),
  route('PATCH', '/houses/{id}', 200, {
    signedIn: true,
    headers: { 'if-match': '"7"' },
    body: { title: 'By the lake' },
  }),
  route('DELETE', '/houses/{id}', 204, { signedIn: true }),
  route('POST', '/houses/{id}/images', 201, { signedIn: true, form: true }),
  route('PUT', '/houses/{id}/images/order', 200, { signedIn: true, body: { ids: ['image-1'] } }),
  route('DELETE', '/houses/{id}/images/{imageId}', 204, { signedIn: true }),
  route('GET', '/houses/{id}/calendar', 200, { query: '?from=2026-12-24&to=2026-12-27' }),
  route('GET', '/houses/{id}/blocks', 200, { signedIn: true }),
  route('POST', '/houses/{id}/blocks', 201, {
    signedIn: true,
    key: 'accepted',
    body: { from: '2026-12-24', to: '2026-12-26' },
  }),
  route('DELETE', '/houses/{id}/blocks/{blockId}', 204, { signedIn: true }),
  route('GET', '/houses/{id}/reviews', 200),
  route('POST', '/quotes', 200, { body: stay }),
  route('POST', '/orders', 201, { signedIn: true, key: 'required', body: stay }),
  route('GET', '/orders', 200, { signedIn: true }),
  route('GET', '/orders/{id}', 200, { signedIn: true }),
  route('POST', '/orders/{id}/accept', 200, { signedIn: true, key: 'accepted', body: {} }),
  route('POST', '/orders/{id}/reject', 200, { signedIn: true, key: 'accepted', body: { reason: 'full' } }),
  route('POST', '/orders/{id}/payment', 201, { signedIn: true, key: 'required', body: { method: 'card' } }),
  route('GET', '/orders/{id}/refund', 200, { signedIn: true }),
  route('POST', '/orders/{id}/cancel', 200, { signedIn: true, key: 'accepted', body: { reason: 'ill' } }),
  route('POST', '/orders/{id}/review', 201, { signedIn: true, key: 'accepted', body: { rating: 5, text: 'Quiet' } }),
  route('GET', '/dev/messages', 200),
  route('GET', '/dev/captchas/{id}', 200),
  route('POST', '/dev/clock', 200, { body: { advanceSeconds: 86_400 } }),
  route('GET', '/media/{key}', 200),
]

const boundary = 'a-boundary'

export const formType = `multipart/form-data; boundary=${boundary}`

/** One file of a form, as it goes over the wire. */
export function file(name: string, content: string | Buffer): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="a.jpg"\r\nContent-Type: image/jpeg`
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')])
}

/** A field of a form that is no file. */
export function field(name: string, value: string): Buffer {
  return Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
}

export function form(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
}

/** What `inject` takes, for an example as it is. */
export function request(example: Example, headers: Readonly<Record<string, string>> = {}) {
  return {
    method: example.method,
    url: example.url,
    headers: {
      ...(example.signedIn && { authorization: 'Bearer landlord-token' }),
      ...(example.key === 'required' && { 'idempotency-key': 'key-1' }),
      ...example.headers,
      ...(example.form && { 'content-type': formType }),
      ...headers,
    },
    ...(example.body && { payload: { ...example.body } }),
    ...(example.form && { payload: form(file('file', 'bytes of a picture')) }),
  }
}

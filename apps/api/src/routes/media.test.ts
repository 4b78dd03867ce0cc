import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { picture, testApi } from '../../test/fakes.ts'

const { app, objects } = testApi()
const url = `/api/v2/media/${picture.key}`

test('a picture is served as what it is, to be kept for ever, and can do nothing but be seen', async () => {
  const response = await app.inject(url)
  expect(response.statusCode).toBe(200)
  expect(response.rawPayload).toEqual(picture.bytes)
  expect(response.headers).toMatchObject({
    'content-type': 'image/webp',
    'content-length': String(picture.bytes.length),
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
    etag: '"houses/house-1/1.webp"',
  })
})

test('HEAD says the same without the bytes, and reads none', async () => {
  const body = Readable.from([picture.bytes])
  const get = vi.fn(async () => ({ type: picture.type, size: 12, body }))
  const response = await testApi({ objects: { ...objects, get } }).app.inject({ method: 'HEAD', url })
  expect(response.statusCode).toBe(200)
  expect(response.headers).toMatchObject({ 'content-type': 'image/webp', 'content-length': '12' })
  expect(response.body).toBe('')
  expect(body.destroyed).toBe(true)
})

test.each(['"houses/house-1/1.webp"', 'W/"houses/house-1/1.webp"', '"other", "houses/house-1/1.webp"', '*'])(
  'who has %s already is sent nothing',
  async (tag) => {
    const response = await app.inject({ url, headers: { 'if-none-match': tag } })
    expect(response.statusCode).toBe(304)
    expect(response.body).toBe('')
    expect(response.headers.etag).toBe('"houses/house-1/1.webp"')
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  },
)

test.each(['"other"', 'nonsense', ''])('who has %j is sent the picture', async (tag) => {
  expect((await app.inject({ url, headers: { 'if-none-match': tag } })).statusCode).toBe(200)
})

test.each([
  'houses/house-1/2.webp',
  'houses/house-1',
  'houses/house-1/1.WEBP',
  'houses//1.webp',
  '/houses/house-1/1.webp',
  '../houses/house-1/1.webp',
  '..%2f..%2fetc%2fpasswd',
  'houses/..%5c1.webp',
  '....//etc/passwd',
  'houses/%00.webp',
  '.env',
  'houses/.hidden.webp',
  `${'a'.repeat(5000)}.webp`,
  '',
])('%j is no picture', async (key) => {
  const response = await app.inject(`/api/v2/media/${key}`)
  expect(response.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  expect(response.headers['cache-control']).toBe('no-store')
})

test('while the object store is away, that is said, and is no fault of ours', async () => {
  const get = async () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1'))
  const { app: other, log } = testApi({ objects: { ...objects, get } })
  const response = await other.inject(url)
  expect(response.json()).toMatchObject({ status: 503, code: 'UNAVAILABLE' })
  expect(response.headers['retry-after']).toBe('1')
  expect(response.body).not.toContain('10.0.0.1')
  expect(log.warn).toHaveBeenCalledOnce()
})

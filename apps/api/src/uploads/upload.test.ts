import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { systemClock } from '@micro/core'
import type { AddImageRequest } from '@renting/contracts/house/v1'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { actor, bearer, fakeClients, image, refusal, testApi, tokens } from '../../test/fakes.ts'
import { field, file, form, formType } from '../../test/routes.ts'
import { uploadLimits } from './upload.ts'

const url = '/api/v2/houses/house-1/images'
const headers = { ...bearer('landlord'), 'content-type': formType }
const largest = Buffer.alloc(uploadLimits.size, 1)

/** An api whose house service keeps what it is sent. */
function taking(options: Parameters<typeof testApi>[0] = {}) {
  const clients = fakeClients()
  const taken: AddImageRequest[] = []
  clients.houses.addImage.mockImplementation(async (requests) => {
    for await (const request of requests) taken.push(request)
    return { image }
  })
  const api = testApi({ clients, ...options })
  const send = (payload: Buffer, more = {}) =>
    api.app.inject({ method: 'POST', url, headers: { ...headers, ...more }, payload })
  const bytes = () => Buffer.concat(taken.map(({ content }) => content ?? new Uint8Array()))
  return { ...api, clients, taken, send, bytes }
}

/** A connection on which the head of an upload has been sent. */
async function upload({ app }: ReturnType<typeof testApi>, { length }: { length?: number } = {}) {
  onTestFinished(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const size = length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': length }
  const lines = Object.entries({ host: 'x', ...size, ...headers }).map(([name, value]) => `${name}: ${value}`)
  socket.write([`POST ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
  let heard = ''
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text
  })
  socket.on('error', () => {})
  return { socket, heard: () => heard }
}

/** One piece of a body of which nobody said how long it is. */
function piece(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}

const opening = () => file('file', Buffer.alloc(1000, 1)).subarray(0, -2)

describe('a file', () => {
  const { app, clients, taken, send, bytes } = taking()
  beforeEach(() => {
    vi.clearAllMocks()
    taken.length = 0
  })

  test('goes to its service as it is, after who sends it and what for', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251))
    const response = await send(form(file('file', content)))
    expect(response.statusCode).toBe(201)
    expect(response.json()).toEqual(image)
    expect(taken[0]).toEqual({ target: { actor: actor('landlord'), houseId: 'house-1' } })
    expect(bytes().equals(content)).toBe(true)
  })

  test('may be a picture of oneself', async () => {
    const payload = form(file('file', 'x'))
    const response = await app.inject({ method: 'PUT', url: '/api/v2/me/avatar', headers, payload })
    expect(response.json()).toMatchObject({ id: 'landlord', avatarUrl: '/media/avatars/1.webp' })
    expect(clients.users.setAvatar).toHaveBeenCalledOnce()
  })

  test('has at most 5,000,000 bytes', async () => {
    expect((await send(form(file('file', largest)))).statusCode).toBe(201)
    expect(bytes().length).toBe(5_000_000)
  })

  test.each([1, 100_000, 5_000_000])(
    'with %i bytes more is refused, and is never whole to the service',
    async (more) => {
      const response = await send(form(file('file', Buffer.concat([largest, Buffer.alloc(more)]))))
      expect(response.json()).toMatchObject({
        status: 413,
        code: 'TOO_LARGE',
        detail: 'a file has at most 5000000 bytes',
      })
      for (const { type } of clients.houses.addImage.mock.settledResults) expect(type).toBe('rejected')
    },
  )

  test('that the service refuses is refused in its words', async () => {
    clients.houses.addImage.mockRejectedValueOnce(refusal(422, 'NOT_AN_IMAGE', 'renting.house'))
    expect((await send(form(file('file', 'GIF89a')))).json()).toMatchObject({ status: 422, code: 'NOT_AN_IMAGE' })
  })
})

describe('a form', () => {
  const { app, clients, send } = taking()
  beforeEach(() => void vi.clearAllMocks())

  test.each([
    ['without a file', form(), '/file', 'is missing'],
    ['that is empty', Buffer.alloc(0), '/file', 'is missing'],
    ['with a text for the file', form(field('file', 'x')), '/file', 'must be a file'],
    ['with another field', form(field('title', 'x'), file('file', 'x')), '/title', 'is not known here'],
    ['with a field after the file', form(file('file', 'x'), field('title', 'x')), '/title', 'is not known here'],
    ['with another file', form(file('picture', 'x')), '/picture', 'is not known here'],
    ['with two files', form(file('file', 'x'), file('file', 'y')), '/file', 'must be sent once'],
    ['that does not end', file('file', 'x'), '', 'is not a whole form of multipart/form-data'],
    ['that ends within the file', file('file', 'x').subarray(0, -2), '', 'is not a whole form of multipart/form-data'],
    ['that is none', Buffer.from('hello'), '', 'is not a whole form of multipart/form-data'],
    ['that is JSON', Buffer.from('{"file":"x"}'), '', 'is not a whole form of multipart/form-data'],
    ['with a field of a strange name', form(field('__proto__', 'x')), '', 'is not a whole form of multipart/form-data'],
  ])('%s is refused', async (_, payload, path, message) => {
    const response = await send(payload)
    expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT', errors: [{ path, message }] })
    for (const { type } of clients.houses.addImage.mock.settledResults) expect(type).toBe('rejected')
  })

  test('that does not say where its parts end is refused', async () => {
    const response = await send(form(file('file', 'x')), { 'content-type': 'multipart/form-data' })
    expect(response.json()).toMatchObject({ status: 400, code: 'BAD_INPUT' })
  })

  test.each(['application/json', 'image/jpeg', 'multipart/mixed; boundary=a-boundary', 'text/plain'])(
    'of the type %s is not taken',
    async (type) => {
      const response = await send(form(file('file', 'x')), { 'content-type': type })
      expect(response.json()).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' })
    },
  )

  test('is taken nowhere else', async () => {
    const response = await app.inject({
      method: 'POST',
      url: '/api/v2/houses',
      headers,
      payload: form(file('file', 'x')),
    })
    expect(response.json()).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' })
  })

  test('is not read for who is not signed in, or comes from a page of another site', async () => {
    expect((await send(Buffer.from('x'), { authorization: '' })).json()).toMatchObject({ code: 'NOT_SIGNED_IN' })
    const foreign = { authorization: '', cookie: `session=${tokens.landlord}`, origin: 'https://evil.example' }
    expect((await send(Buffer.from('x'), foreign)).json()).toMatchObject({ code: 'BAD_ORIGIN' })
    expect(clients.houses.addImage).not.toHaveBeenCalled()
  })
})

describe('while a file comes', () => {
  test('a service that has it all at once is no faster than the client', async () => {
    const api = taking()
    const { socket, heard } = await upload(api)
    socket.write(piece(opening()))
    await vi.waitFor(() => expect(api.bytes().length).toBe(1000), 20_000)
    expect(heard()).toBe('')
    socket.write(piece(Buffer.concat([Buffer.from('\r\n'), form()])))
    socket.write('0\r\n\r\n')
    await vi.waitFor(() => expect(heard()).toContain('201 Created'), 20_000)
  })

  test('a service that is slow slows the client down', async () => {
    const go = Promise.withResolvers<void>()
    const clients = fakeClients()
    let taken = 0
    clients.houses.addImage.mockImplementation(async (requests) => {
      for await (const { content } of requests) {
        if (content !== undefined) await go.promise
        taken += content?.length ?? 0
      }
      return { image }
    })
    const api = testApi({ clients })
    const connection = once(api.app.server, 'connection')
    const { socket, heard } = await upload(api)
    const [server] = (await connection) as [Socket]
    const size = 4_900_000
    socket.write(piece(form(file('file', Buffer.alloc(size, 1)))))
    let last = -1
    await vi.waitFor(() => {
      const before = last
      last = server.bytesRead
      expect(last).toBe(before)
      expect(last).toBeGreaterThan(1000)
    }, 20_000)
    // What waits is with the system and the client: no more than a few buffers are here.
    expect(last).toBeLessThan(1_000_000)
    socket.write('0\r\n\r\n')
    go.resolve()
    await vi.waitFor(() => expect(heard()).toContain('201 Created'), 20_000)
    expect(taken).toBe(size)
  })

  test('the service’s refusal is the answer, though the client still sends', async () => {
    const clients = fakeClients()
    clients.houses.addImage.mockImplementation(async (requests) => {
      for await (const { target } of requests)
        if (target !== undefined) throw refusal(403, 'FORBIDDEN', 'renting.house')
      return { image }
    })
    const { socket, heard } = await upload(testApi({ clients }))
    socket.write(piece(opening()))
    await vi.waitFor(() => expect(heard()).toContain('"code":"FORBIDDEN"'), 20_000)
    // Somebody who sends on without reading: what comes is thrown away, and the connection stays good.
    for (let i = 0; i < 20; i++) socket.write(piece(Buffer.alloc(100_000)))
    socket.write('0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
    await vi.waitFor(() => expect(heard()).toContain('200 OK'), 20_000)
  })

  test('one that never ends is answered as soon as it is too large', async () => {
    const { socket, heard } = await upload(taking())
    socket.write(piece(opening()))
    const more = setInterval(() => socket.write(piece(Buffer.alloc(500_000))), 1)
    onTestFinished(() => clearInterval(more))
    await vi.waitFor(() => expect(heard()).toContain('"code":"TOO_LARGE"'), 20_000)
  })

  test('one whose length says that it is too large is not read at all', async () => {
    const api = testApi()
    const { heard } = await upload(api, { length: 50_000_000 })
    await vi.waitFor(() => expect(heard()).toContain('"code":"TOO_LARGE"'), 20_000)
    expect(api.clients.houses.addImage).not.toHaveBeenCalled()
  })

  test.each([
    ['nothing more', { ...uploadLimits, idle: 50 }, false],
    ['too little', { ...uploadLimits, total: 300 }, true],
  ])('a client that sends %s is told so, and the call ends', async (_, limits, dripping) => {
    const clients = fakeClients()
    const ended = Promise.withResolvers<unknown>()
    clients.houses.addImage.mockImplementation(async (requests) => {
      try {
        for await (const _request of requests) {
        }
      } catch (error) {
        ended.resolve(error)
        throw error
      }
      return { image }
    })
    const { socket, heard } = await upload(testApi({ clients, uploadLimits: limits }))
    socket.write(piece(opening()))
    const drip = setInterval(() => dripping && socket.write(piece(Buffer.alloc(1))), 20)
    onTestFinished(() => clearInterval(drip))
    await vi.waitFor(() => expect(heard()).toContain('408 Request Timeout'), 20_000)
    expect(heard()).toContain('"code":"REQUEST_TIMEOUT"')
    expect(await ended.promise).toMatchObject({ code: 'REQUEST_TIMEOUT' })
  })

  test('a client that goes away takes the call along', async () => {
    const clients = fakeClients()
    const begun = Promise.withResolvers<AbortSignal>()
    clients.houses.addImage.mockImplementation(async (_requests, options) => {
      const signal = options?.ctx?.signal
      if (signal === undefined) throw new Error('no context')
      begun.resolve(signal)
      await once(signal, 'abort')
      throw signal.reason
    })
    const { socket } = await upload(testApi({ clients }))
    socket.write(piece(opening()))
    const signal = await begun.promise
    const aborted = once(signal, 'abort')
    expect(signal.aborted).toBe(false)
    socket.destroy()
    await aborted
    expect(signal.reason).toMatchObject({ code: 499 })
  })

  test('the call has a deadline of its own', async () => {
    const { send, clients } = taking({ timeout: 1, clock: { ...systemClock, now: () => 1000 } })
    await send(form(file('file', 'x')))
    expect(clients.houses.addImage.mock.calls[0]?.[1]?.ctx?.deadline).toBe(
      1000 + uploadLimits.total + uploadLimits.answer,
    )
  })
})

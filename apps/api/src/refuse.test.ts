import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testApi } from '../test/fakes.ts'

const { app } = testApi()
beforeAll(() => app.listen({ port: 0, host: '127.0.0.1' }))
afterAll(() => app.close())

/** Sends bytes, and gives back all that came until the server hung up. */
async function send(bytes: string): Promise<{ head: string; body: string }> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(bytes)
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  return { head, body }
}

const withHeader = (size: number) => `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(size)}\r\n\r\n`

test.each([
  ['headers that are too large', withHeader(20_000), 431, 'HEADERS_TOO_LARGE'],
  ['a header of 64 kB', withHeader(65_536), 431, 'HEADERS_TOO_LARGE'],
  ['a header of a megabyte', withHeader(1_000_000), 431, 'HEADERS_TOO_LARGE'],
  ['what is no HTTP', 'hello\r\n\r\n', 400, 'BAD_INPUT'],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400, 'BAD_INPUT'],
])('%s are refused as a problem, and the connection ends', async (_, bytes, status, code) => {
  const { head, body } = await send(bytes)
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(head).toContain('Content-Type: application/problem+json')
  const problem = JSON.parse(body)
  expect(problem).toMatchObject({ status, code })
  expect(head).toContain(`X-Request-Id: ${problem.requestId}`)
  expect(head).toContain('x-content-type-options: nosniff')
})

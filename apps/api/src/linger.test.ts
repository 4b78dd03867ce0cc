import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { testApi, tokens } from '../test/fakes.ts'

const { app } = testApi()
beforeAll(() => app.listen({ port: 0, host: '127.0.0.1' }))
afterAll(() => app.close())

test.each([
  ['nobody is signed in', '', '401 Unauthorized'],
  ['the body is too large', `authorization: Bearer ${tokens.tenant}\r\n`, '413 Payload Too Large'],
])('when %s, a client that sends all before it reads has the answer, and its connection', async (_, who, status) => {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let heard = ''
  let failed: Error | undefined
  socket.setEncoding('utf8').on('error', (error) => {
    failed = error
  })
  const body = Buffer.alloc(8_000_000, ' ')
  socket.write(
    `POST /api/v2/orders HTTP/1.1\r\nhost: x\r\n${who}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
  )
  await new Promise<void>((resolve) => socket.write(body, () => resolve()))
  socket.on('data', (text) => {
    heard += text
  })
  await vi.waitFor(() => expect(heard).toContain(status), 20_000)
  socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
  await vi.waitFor(() => expect(heard).toContain('200 OK'), 20_000)
  expect(failed).toBeUndefined()
})

import type { Socket } from 'node:net'
import { Trace } from '@micro/core'
import type { ConnectionError } from 'fastify'
import { type Code, codes } from './codes.ts'
import type { Headers } from './headers.ts'
import { patience } from './linger.ts'
import { Problem, problemType } from './problem.ts'

const codeOf: Readonly<Record<string, Code>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

/**
 * What is no HTTP never becomes a request; it is told so in the same form, and hung up on. What still comes of it is
 * thrown away for a while, as after any refusal.
 */
export function refuseConnection(error: ConnectionError, socket: Socket, headers: Headers): void {
  if (error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  // Refused already: this is more of the same.
  if (!socket.writable) return
  const timer = setTimeout(() => socket.destroy(), patience).unref()
  socket.once('close', () => clearTimeout(timer))
  const code = codeOf[error.code] ?? 'BAD_INPUT'
  const requestId = Trace.start().traceId
  const problem = new Problem(code, code === 'BAD_INPUT' ? 'this is not HTTP' : undefined)
  const body = JSON.stringify(problem.document('', requestId))
  socket.end(
    [
      `HTTP/1.1 ${codes[code].status} ${codes[code].title}`,
      `Content-Type: ${problemType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

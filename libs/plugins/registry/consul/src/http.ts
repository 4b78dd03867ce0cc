import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  Agent as PlainAgent,
  request,
} from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { type Clock, checkRegistryCall, type MicroError, registryCanceled, registryClosed } from '@micro/core'
import type { AgentAddress } from './address.ts'
import { timedOut, tooLarge, unreachable } from './failures.ts'
import type { ConsulTls } from './options.ts'

/** Connections for what is answered at once. An agent takes 200 of one client; the others are for watches. */
const maxSockets = 64

export interface HttpRequest {
  readonly method: 'GET' | 'PUT'
  /** With its query. */
  readonly path: string
  readonly body?: string
  /** Milliseconds until the whole answer is there. */
  readonly timeout: number
  /** Whether it waits in consul for a change. @default false */
  readonly blocking?: boolean
  readonly signal?: AbortSignal | undefined
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface HttpOptions {
  readonly clock: Clock
  readonly token: string | undefined
  readonly tls: ConsulTls
  /** Bytes. */
  readonly maxResponse: number
}

/** HTTP as consul's API needs it: connections kept, answers bounded in size and time, all of it ended by `close`. */
export class Http {
  readonly #options: HttpOptions
  readonly #agents: Readonly<Record<'plain' | 'secure', { readonly short: PlainAgent; readonly long: PlainAgent }>>
  /** Ends what is under way. */
  readonly #pending = new Set<(error: MicroError) => void>()
  #closed = false

  constructor(options: HttpOptions) {
    this.#options = options
    const [short, long] = [{ keepAlive: true, maxSockets }, { keepAlive: true }]
    this.#agents = {
      plain: { short: new PlainAgent(short), long: new PlainAgent(long) },
      secure: {
        short: new SecureAgent({ ...short, ...options.tls }),
        long: new SecureAgent({ ...long, ...options.tls }),
      },
    }
  }

  /** @throws MicroError 408, 413, 499, 503 */
  async send(address: AgentAddress, asked: HttpRequest): Promise<HttpAnswer> {
    try {
      return await this.#send(address, asked)
    } catch (error) {
      if (error !== droppedWhileIdle) throw error
      // Everything that is asked of consul here may be asked twice.
      return await this.#send(address, asked, true)
    }
  }

  close(): void {
    this.#closed = true
    for (const end of this.#pending) end(registryClosed())
    for (const { short, long } of Object.values(this.#agents)) {
      short.destroy()
      long.destroy()
    }
  }

  async #send(address: AgentAddress, asked: HttpRequest, again = false): Promise<HttpAnswer> {
    const { signal, timeout } = asked
    checkRegistryCall(this.#closed, signal)
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>()
    const sent = this.#open(address, asked)
    const end = (error: unknown) => {
      reject(error)
      sent.destroy()
    }
    const timer = this.#options.clock.after(timeout, () => end(timedOut(address.text, timeout)))
    const abort = () => end(registryCanceled(signal!))
    signal?.addEventListener('abort', abort, { once: true })
    this.#pending.add(end)
    sent.on('error', (error: NodeJS.ErrnoException) => {
      end(
        sent.reusedSocket && !again && error.code === 'ECONNRESET'
          ? droppedWhileIdle
          : unreachable(address.text, error),
      )
    })
    sent.on('response', (response) => this.#collect(address, response, resolve, end))
    sent.end(asked.body)
    try {
      return await promise
    } finally {
      timer.cancel()
      signal?.removeEventListener('abort', abort)
      this.#pending.delete(end)
    }
  }

  #open(address: AgentAddress, { method, path, body, blocking = false }: HttpRequest): ClientRequest {
    const { token } = this.#options
    const { host, port, secure } = address
    const agents = this.#agents[secure ? 'secure' : 'plain']
    const headers: Record<string, string> = {}
    if (token !== undefined) headers['x-consul-token'] = token
    if (method === 'PUT') headers['content-length'] = String(Buffer.byteLength(body ?? ''))
    const options = { method, host, port, path, headers, agent: blocking ? agents.long : agents.short }
    return secure ? secureRequest(options) : request(options)
  }

  #collect(
    address: AgentAddress,
    response: IncomingMessage,
    resolve: (answer: HttpAnswer) => void,
    end: (error: unknown) => void,
  ): void {
    const { maxResponse } = this.#options
    const chunks: Buffer[] = []
    let size = 0
    response.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxResponse) end(tooLarge(address.text, maxResponse))
      else chunks.push(chunk)
    })
    response.on('end', () => {
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, text: Buffer.concat(chunks).toString('utf8') })
    })
    response.on('error', (error) => end(unreachable(address.text, error)))
  }
}

/** The agent closed a kept connection at the moment at which it was used again. */
const droppedWhileIdle = Symbol('dropped while idle')

import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly token: string | undefined
}

export interface Reply {
  /** @default 200 */
  readonly status?: number
  readonly index?: number | string
  /** As JSON, unless it is text. */
  readonly body?: unknown
}

/** What listens like an agent and says what a test wants, a mistake included. */
export class FakeAgent implements AsyncDisposable {
  readonly address: string
  readonly asked: Asked[] = []
  readonly #close: () => Promise<void>

  private constructor(address: string, close: () => Promise<void>) {
    this.address = address
    this.#close = close
  }

  /** @param reply undefined for one that never comes */
  static async start(
    reply: (asked: Asked, count: number, response: ServerResponse) => Reply | undefined,
  ): Promise<FakeAgent> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://agent')
      const { method = '', headers } = request
      const token = headers['x-consul-token']?.toString()
      const asked: Asked = { method, path: url.pathname, query: url.searchParams, token }
      agent.asked.push(asked)
      const said = reply(asked, agent.asked.length, response)
      if (said === undefined) return
      const { status = 200, index, body = [] } = said
      if (index !== undefined) response.setHeader('x-consul-index', index)
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const agent = new FakeAgent(`127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    })
    return agent
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}

/** An entry of `health/service`, as consul gives it. */
export function entry(service: string, id: string, more: Readonly<Record<string, unknown>> = {}): object {
  const { Checks = [], ...rest } = more
  return {
    Node: { Node: 'n1', Address: '10.0.0.1' },
    Service: { ID: id, Service: service, Tags: ['v=1.0.0'], Address: '10.0.0.2', Port: 80, ModifyIndex: 7, ...rest },
    Checks,
  }
}

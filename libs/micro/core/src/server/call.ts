import type { Codec } from '../codec.ts'
import { type ServerContext, WorkContext } from '../context.ts'
import { errors } from '../errors.ts'
import type { Message } from '../transport.ts'
import type { Timed } from '../wheel.ts'
import type { ServerConnection } from './connection.ts'
import type { Endpoint } from './router.ts'

/** A call while it is handled: the context its handler gets, and what the server needs to answer it. */
export class ServerCall extends WorkContext implements ServerContext, Timed {
  readonly id: number
  readonly target: Endpoint
  readonly codec: Codec
  readonly started: number
  readonly from: string
  readonly #connection: ServerConnection
  /** Set by the first answer: a handler that goes on after its deadline is not heard. */
  answered = false
  before: Timed | null = null
  after: Timed | null = null
  due = 0

  constructor(connection: ServerConnection, message: Message, target: Endpoint, codec: Codec) {
    super(connection.server.clock, message)
    this.#connection = connection
    this.id = message.id
    this.target = target
    this.codec = codec
    this.started = this.createdAt
    this.from = message.route!.from
  }

  get service(): string {
    return this.#connection.server.service
  }

  get endpoint(): string {
    return this.target.method.endpoint
  }

  get peer(): string {
    return this.#connection.socket.remote
  }

  expire(): void {
    const error = errors.timeout(this.service, `${this.endpoint} did not answer within its deadline`, { stack: false })
    this.abort(error)
    this.#connection.fail(this, error)
  }
}

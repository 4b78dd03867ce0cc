import type { IncomingMessage } from 'node:http'
import { type Clock, errors, Trace, WorkContext } from '@micro/core'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** What goes with every call made for this request: deadline, cancellation, trace, request id. */
    ctx: WorkContext
  }
}

/** The trace each request belongs to. Its id is the request's: one name for what a user reports and what a log holds. */
export class Traces {
  readonly #traces = new WeakMap<IncomingMessage, Trace>()

  of(message: IncomingMessage): Trace {
    let trace = this.#traces.get(message)
    if (trace === undefined) {
      const parent = message.headers.traceparent
      trace = (typeof parent === 'string' ? Trace.parse(parent)?.child() : undefined) ?? Trace.start()
      this.#traces.set(message, trace)
    }
    return trace
  }
}

export interface ContextHookOptions {
  readonly clock: Clock
  /** Milliseconds for all calls made for one request. */
  readonly timeout: number
  readonly traces: Traces
}

/** Gives each request its context. A client that goes away takes the calls made for it along. */
export function addContext(app: FastifyInstance, { clock, timeout, traces }: ContextHookOptions): void {
  app.decorateRequest('ctx')
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    const ctx = new WorkContext(clock, {
      timeout,
      trace: traces.of(request.raw),
      metadata: { 'x-request-id': request.id },
    })
    request.ctx = ctx
    reply.raw.once('close', () => {
      if (!reply.raw.writableEnded) ctx.abort(errors.canceled('renting.api', 'the client went away', { stack: false }))
    })
    done()
  })
}

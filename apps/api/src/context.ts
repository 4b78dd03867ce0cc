import type { IncomingMessage } from 'node:http'
import { type Clock, errors, Trace, WorkContext } from '@micro/core'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** What goes with every call made for this request: deadline, cancellation, trace, request id. */
    ctx: WorkContext
  }
}

const key = Symbol('trace')

/** A message keeps its trace itself: a map beside all of them would cost more, and the collector most. */
interface Traced extends IncomingMessage {
  [key]?: Trace
}

/** The trace a request belongs to. Its id is the request's: one name for what a user reports and what a log holds. */
export function traceOf(message: Traced): Trace {
  message[key] ??= sentTrace(message.headers.traceparent) ?? Trace.start()
  return message[key]
}

function sentTrace(parent: string | string[] | undefined): Trace | undefined {
  return typeof parent === 'string' ? Trace.parse(parent)?.child() : undefined
}

export interface ContextHookOptions {
  readonly clock: Clock
  /** Milliseconds for all calls made for one request. */
  readonly timeout: number
}

/** Gives each request its context. A client that goes away takes the calls made for it along. */
export function addContext(app: FastifyInstance, { clock, timeout }: ContextHookOptions): void {
  app.decorateRequest('ctx')
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    const ctx = new WorkContext(clock, {
      timeout,
      trace: traceOf(request.raw),
      metadata: { 'x-request-id': request.id },
    })
    request.ctx = ctx
    reply.raw.once('close', () => {
      if (!reply.raw.writableEnded) ctx.abort(errors.canceled('renting.api', 'the client went away', { stack: false }))
    })
    done()
  })
}

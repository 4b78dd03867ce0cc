import { type Context, type EventType, type Method, MicroError, type Wrapper } from '@micro/core'
import type { Logger } from '../log/logger.ts'

/**
 * A line for each call that was answered and each event that was handled, with the id of the request it belongs to.
 * Calls without side effects are told at level `debug`, since there are many of them and they tell little.
 */
export function logging(log: Logger): Wrapper {
  return {
    name: 'logging',
    slot: 'log',
    server(next, method) {
      return (request, ctx) => {
        const line = answered(log, method, ctx, ctx.from)
        if (method.kind !== 'unary' && method.kind !== 'client-stream') {
          return stream(next(request, ctx) as AsyncIterable<unknown>, line)
        }
        return unary(async () => await next(request, ctx), line)
      }
    },
    subscribe(next, event) {
      return async (message, ctx) => {
        const line = handled(log, event, ctx)
        try {
          await next(message, ctx)
        } catch (error) {
          line(error)
          throw error
        }
        line()
      }
    },
  }
}

/** To be called at the end, with what was thrown. */
type Line = (error?: unknown) => void

async function unary(call: () => Promise<unknown>, line: Line): Promise<unknown> {
  let response: unknown
  try {
    response = await call()
  } catch (error) {
    line(error)
    throw error
  }
  line()
  return response
}

async function* stream(responses: AsyncIterable<unknown>, line: Line): AsyncGenerator<unknown> {
  let thrown: unknown
  try {
    yield* responses
  } catch (error) {
    thrown = error
    throw error
  } finally {
    line(thrown)
  }
}

function answered(log: Logger, method: Method, ctx: Context, from: string): Line {
  const start = ctx.clock.now()
  const usual = method.idempotency === 'no-side-effects' ? 'debug' : 'info'
  return (error) => {
    const code = codeOf(error)
    // What failed inside is told with its error by the service itself; here is that it was answered so.
    const level = code < 500 ? usual : code === 503 ? 'warn' : 'error'
    if (!log.isLevelEnabled(level)) return
    const { reason, cause } = error instanceof MicroError ? told(error) : {}
    log[level](
      {
        requestId: ctx.trace?.traceId,
        call: method.endpoint,
        from,
        code,
        ...(code !== 200 && { reason }),
        ...(cause !== undefined && { err: cause }),
        ms: milliseconds(ctx, start),
      },
      code === 200 ? 'answered' : 'refused',
    )
  }
}

function handled(
  log: Logger,
  event: EventType,
  ctx: Context & { readonly id: string; readonly attempt: number },
): Line {
  const start = ctx.clock.now()
  return (err) => {
    const level = err === undefined ? 'info' : 'warn'
    if (!log.isLevelEnabled(level)) return
    const { id, attempt } = ctx
    log[level](
      {
        requestId: ctx.trace?.traceId,
        topic: event.topic,
        event: id,
        ...(attempt > 1 && { attempt }),
        ms: milliseconds(ctx, start),
        ...(err !== undefined && { err }),
      },
      err === undefined ? 'event handled' : 'event failed; it comes again',
    )
  }
}

function told(error: MicroError): { readonly reason: string; readonly cause: unknown } {
  return { reason: error.reason ?? error.detail, cause: error.cause }
}

function codeOf(error: unknown): number {
  if (error === undefined) return 200
  return error instanceof MicroError ? error.code : 500
}

function milliseconds(ctx: Context, start: number): number {
  return Math.round((ctx.clock.now() - start) * 10) / 10
}

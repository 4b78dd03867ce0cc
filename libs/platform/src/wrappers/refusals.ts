import { errors, MicroError, type Wrapper } from '@micro/core'
import { pgCode, pgCodes } from '../database/pg-error.ts'
import { isUnavailable } from '../database/unavailable.ts'
import { ObjectStoreError } from '../objects/object-store.ts'
import { Refusal, type RefusalKind } from '../values/index.ts'

const codes: Readonly<Record<RefusalKind, number>> = {
  unauthenticated: 401,
  'too-many': 429,
  invalid: 400,
  'not-found': 404,
  forbidden: 403,
  'too-large': 413,
  stale: 412,
  conflict: 409,
  rule: 422,
}

/**
 * Turns what a domain refuses into the error its caller gets, with the service as the error's domain; and a database or
 * an object store that is not there for now into a 503.
 */
export function refusals(): Wrapper {
  return {
    name: 'refusals',
    // Next to the handler, so that all other wrappers see the error that goes out.
    slot: 'custom',
    server(next, method) {
      if (method.kind !== 'unary' && method.kind !== 'client-stream') return next
      return async (request, ctx) => {
        try {
          return await next(request, ctx)
        } catch (error) {
          throw answerTo(error, ctx.service)
        }
      }
    },
  }
}

/** What the caller gets to hear; what is our own fault stays as it is, for the framework to hide and log. */
function answerTo(error: unknown, service: string): unknown {
  if (error instanceof Refusal) return toMicroError(error, service)
  // PostgreSQL keeps no NUL in text, and says so wherever one comes: an id, a name, a part of a search.
  if (pgCode(error) === pgCodes.untranslatableCharacter) {
    return toMicroError(new Refusal('invalid', 'INVALID_TEXT', 'text must not contain NUL'), service)
  }
  if (error instanceof ObjectStoreError) {
    return errors.unavailable(service, 'the object store is not there for now', { cause: error })
  }
  if (isUnavailable(error)) return errors.unavailable(service, 'the database is not there for now', { cause: error })
  return error
}

export function toMicroError(refusal: Refusal, service: string): MicroError {
  const { kind, reason, message: detail } = refusal
  // Refusals are part of normal life: they go without a stack.
  return new MicroError({ id: service, code: codes[kind], detail, reason, domain: service }, { stack: false })
}

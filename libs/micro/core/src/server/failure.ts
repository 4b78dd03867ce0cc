import { errors, MicroError } from '../errors.ts'
import type { ServerCall } from './call.ts'

/**
 * What a handler threw, as its answer. The handler was reached, whatever it could not reach itself: if its caller took
 * the call for one that was not begun, it would repeat it though it may have had an effect.
 */
export function failureOf(thrown: unknown, service: string): MicroError {
  const error = MicroError.from(thrown, service)
  return error.unprocessed ? new MicroError(error, { cause: error.cause, stack: false }) : error
}

/** The answer to a request that is no message of its type: the caller's mistake, not the handler's. */
export function malformed(call: ServerCall, cause: unknown): MicroError {
  return errors.badRequest(call.service, `${call.endpoint}: malformed request`, { cause, stack: false })
}

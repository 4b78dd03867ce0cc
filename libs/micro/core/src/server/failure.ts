import { MicroError } from '../errors.ts'

/**
 * What a handler threw, as its answer. The handler was reached, whatever it could not reach itself: if its caller took
 * the call for one that was not begun, it would repeat it though it may have had an effect.
 */
export function failureOf(thrown: unknown, service: string): MicroError {
  const error = MicroError.from(thrown, service)
  return error.unprocessed ? new MicroError(error, { cause: error.cause, stack: false }) : error
}

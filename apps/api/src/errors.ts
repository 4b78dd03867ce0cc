import { MicroError } from '@micro/core'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { codeFor } from './codes.ts'
import { linger } from './linger.ts'
import type { Log } from './log.ts'
import { badInput, type InputError, Problem, problemType } from './problem.ts'
import { inputErrors } from './validation.ts'

/** Seconds after which a service that was not there is worth asking again. */
const retryAfter = 1

/** Whatever was thrown while a request was served, as the problem to answer with. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  if (thrown instanceof MicroError) return fromService(thrown)
  if (isFastifyError(thrown)) return fromFastify(thrown)
  return internal(thrown)
}

/**
 * An error that came with a call. A service's own refusal has a reason in the service's own domain, and is the user's
 * answer; anything else is the framework's, and says that the call itself did not work.
 */
function fromService(error: MicroError): Problem {
  const { code, reason, domain, detail } = error
  if (reason !== undefined && domain?.startsWith('micro.') === false && code >= 400 && code < 500) {
    return new Problem(reason, detail, {
      status: code,
      cause: error,
      ...(code === 400 && { errors: [fieldError(detail)] }),
      ...(code === 429 && { retryAfter: wait(detail) }),
    })
  }
  switch (code) {
    case 408:
      return new Problem('TIMEOUT', undefined, { cause: error, retryAfter })
    case 413:
      return new Problem('TOO_LARGE', undefined, { cause: error })
    case 499:
      return new Problem('CLIENT_CLOSED_REQUEST', undefined, { cause: error })
    case 500:
      return internal(error)
    default:
      // Nobody there, too much to do, or a peer of another version that knows no such method.
      return new Problem('UNAVAILABLE', undefined, { cause: error, retryAfter })
  }
}

/** Services end the refusal of what came too often with `in <seconds> s`. @returns a minute where they do not */
function wait(detail: string): number {
  return Number(/ in (\d{1,9}) s$/.exec(detail)?.[1] ?? 60)
}

/** Services say what is malformed as `<field> <what is wrong>`. */
function fieldError(detail: string): InputError {
  const [, field, message] = /^([a-z]\w*) (.+)$/s.exec(detail) ?? []
  return field === undefined ? { path: '', message: detail } : { path: `/${field}`, message: message ?? detail }
}

/** An error of the web framework: its status is right, its text says more of our libraries than of the request. */
function fromFastify(error: FastifyError): Problem {
  if (error.validation !== undefined) return badInput(inputErrors(error.validation))
  const status = error.statusCode ?? 500
  if (status >= 500) return internal(error)
  return new Problem(codeFor(status), details[error.code], { status, cause: error })
}

const details: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'the address is not encoded as it must be',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'the body is not as long as Content-Length says',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'send application/json, or multipart/form-data where a file is meant',
  FST_ERR_MAX_PARAM_LENGTH: 'a part of the address is too long',
}

function internal(cause: unknown): Problem {
  return new Problem('INTERNAL', undefined, { cause })
}

function isFastifyError(thrown: unknown): thrown is FastifyError {
  return (
    thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && thrown.code.startsWith('FST_')
  )
}

/** Answers with a problem, whatever was thrown, and logs what is our own fault. */
export function errorHandler(log: Log) {
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = toProblem(thrown)
    if (problem.status === 500) {
      log.error({ requestId: request.id, route: request.routeOptions.url, err: problem.cause }, 'request failed')
    }
    sendProblem(problem, request, reply)
  }
}

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.raw.url?.split('?', 1)[0] ?? '/'
  linger(request, reply)
  reply
    .code(problem.status)
    .headers({ ...problem.headers, 'x-request-id': request.id })
    .type(problemType)
    .serializer(JSON.stringify)
    .send(problem.document(path, request.id))
}

/**
 * Every error of the framework and every error a handler may throw to its caller: Go Micro's
 * `{ id, code, detail, status }`, with `reason` and `domain` to tell apart errors of one code.
 *
 * @module
 */

export interface ErrorFields {
  /** Who says it: a service (`renting.order`) or a part of the framework (`micro.client`). */
  readonly id: string
  /** As HTTP's status codes, 400 to 599. */
  readonly code: number
  /** For people. Never holds the text of an internal fault. */
  readonly detail: string
  /** The code's name. @default by the code, as HTTP names it */
  readonly status?: string
  /** For programs, stable, upper case: `DATES_TAKEN`. */
  readonly reason?: string
  /** Whose reasons these are: `renting.order`. */
  readonly domain?: string
}

const statuses: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}

export interface MicroErrorOptions {
  readonly cause?: unknown
  /**
   * The call certainly did not reach a handler, so it may be tried elsewhere whatever the method does.
   * @default false
   */
  readonly unprocessed?: boolean
  /**
   * Whether to take a stack trace, which costs two microseconds. Errors that are part of normal life under load
   * (timeouts, refusals) go without.
   * @default true
   */
  readonly stack?: boolean
}

export class MicroError extends Error {
  override readonly name = 'MicroError'
  readonly id: string
  readonly code: number
  readonly detail: string
  readonly status: string
  readonly reason: string | undefined
  readonly domain: string | undefined
  readonly unprocessed: boolean

  constructor(fields: ErrorFields, options: MicroErrorOptions = {}) {
    const limit = Error.stackTraceLimit
    if (options.stack === false) Error.stackTraceLimit = 0
    super(`${fields.id}: ${fields.detail}`, options.cause === undefined ? undefined : { cause: options.cause })
    Error.stackTraceLimit = limit
    this.id = fields.id
    this.code = fields.code
    this.detail = fields.detail
    this.status = fields.status ?? statuses[fields.code] ?? ''
    this.reason = fields.reason
    this.domain = fields.domain
    this.unprocessed = options.unprocessed ?? false
  }

  /** Go Micro's JSON form, with `reason` and `domain` where they are set. */
  toJSON(): ErrorFields {
    const { id, code, detail, status, reason, domain } = this
    return {
      id,
      code,
      detail,
      status,
      ...(reason !== undefined && { reason }),
      ...(domain !== undefined && { domain }),
    }
  }

  /** What was thrown, as a `MicroError`. Anything else is an internal fault: its text stays here, as the cause. */
  static from(thrown: unknown, id: string): MicroError {
    if (thrown instanceof MicroError) return thrown
    return new MicroError({ id, code: 500, detail: 'internal error' }, { cause: thrown, stack: false })
  }
}

type Rest = Partial<Pick<ErrorFields, 'reason' | 'domain' | 'status'>> & MicroErrorOptions

function withCode(code: number) {
  return (id: string, detail: string, rest: Rest = {}) =>
    new MicroError({ id, code, detail, reason: rest.reason, domain: rest.domain, status: rest.status }, rest)
}

/** One constructor per code that the framework or the platform uses: `errors.notFound('renting.house', 'no such house')`. */
export const errors = {
  badRequest: withCode(400),
  unauthorized: withCode(401),
  forbidden: withCode(403),
  notFound: withCode(404),
  methodNotAllowed: withCode(405),
  /** The deadline has passed. */
  timeout: withCode(408),
  conflict: withCode(409),
  preconditionFailed: withCode(412),
  tooLarge: withCode(413),
  unprocessable: withCode(422),
  preconditionRequired: withCode(428),
  /** More than is allowed or than fits: a rate limit, a full queue. */
  tooManyRequests: withCode(429),
  /** The caller gave up. */
  canceled: withCode(499),
  internal: withCode(500),
  notImplemented: withCode(501),
  /** Nobody is there to answer, or they refuse for now. */
  unavailable: withCode(503),
} as const

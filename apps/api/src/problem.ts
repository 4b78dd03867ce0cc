import { type Code, codes, entryOf } from './codes.ts'

/** One thing wrong with the input. */
export interface InputError {
  /** JSON Pointer into the body, or `/` and the name of a parameter or header. */
  readonly path: string
  readonly message: string
}

/** The body of every error answer: RFC 9457, with the stable code and the id to ask about. */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** The path of the request. */
  readonly instance: string
  readonly code: string
  readonly requestId: string
  readonly errors?: readonly InputError[]
}

export const problemType = 'application/problem+json'

export interface ProblemOptions {
  readonly errors?: readonly InputError[]
  /** Seconds after which to try again. */
  readonly retryAfter?: number
  /** More headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>
  /** @default the code's own */
  readonly status?: number
  readonly cause?: unknown
}

/** What a route or a hook throws to answer with an error. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  readonly status: number
  readonly title: string
  readonly errors: readonly InputError[] | undefined
  readonly headers: Readonly<Record<string, string>>

  /** @param code of the catalogue, or a service's own, then with `status` @param detail for people; is shown to them */
  constructor(code: Code | (string & {}), detail?: string, options: ProblemOptions = {}) {
    const entry = entryOf(code)
    const title = entry?.title ?? 'The request was refused'
    super(detail ?? title, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = options.status ?? entry?.status ?? codes.INTERNAL.status
    this.title = title
    this.errors = options.errors
    this.headers = {
      ...(this.status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(options.retryAfter !== undefined && { 'retry-after': String(options.retryAfter) }),
      ...options.headers,
    }
  }

  document(instance: string, requestId: string): ProblemDocument {
    return {
      type: `urn:renting:problem:${this.code.toLowerCase().replaceAll('_', '-')}`,
      title: this.title,
      status: this.status,
      detail: this.message,
      instance,
      code: this.code,
      requestId,
      ...(this.errors && { errors: this.errors }),
    }
  }
}

/** A request whose form is wrong, with all that is wrong. */
export function badInput(errors: readonly InputError[]): Problem {
  const [first] = errors
  const detail = first === undefined ? undefined : `${first.path === '' ? 'the body' : first.path} ${first.message}`
  return new Problem('BAD_INPUT', detail, { errors })
}

/**
 * Every problem the gateway's own routes can answer, by its stable code. Programs look at the code, so a code is never
 * renamed; what it means in words may become clearer.
 *
 * @module
 */

export interface CodeEntry {
  /** The HTTP status it goes with. */
  readonly status: number
  /** What is the matter, the same each time. */
  readonly title: string
}

const catalogue = {
  BAD_INPUT: { status: 400, title: 'The request is malformed' },
  IDEMPOTENCY_KEY_REQUIRED: { status: 400, title: 'The Idempotency-Key header is missing' },
  INVALID_CURSOR: { status: 400, title: 'The cursor is none that this list gave out' },
  INVALID_GUESTS: { status: 400, title: 'The number of guests is malformed' },
  INVALID_HOUSE: { status: 400, title: 'The house is not described as it must be' },
  INVALID_MOBILE: { status: 400, title: 'The mobile number is malformed' },
  INVALID_NAME: { status: 400, title: 'The name is malformed' },
  INVALID_PASSWORD: { status: 400, title: 'The password is too long' },
  INVALID_REASON: { status: 400, title: 'The reason is missing or too long' },
  INVALID_REVIEW: { status: 400, title: 'The review is malformed' },
  INVALID_STAY: { status: 400, title: 'The dates are no stay' },
  INVALID_TEXT: { status: 400, title: 'A text has characters that none may have' },
  TOO_MANY_DAYS: { status: 400, title: 'The range has too many days' },
  NOT_SIGNED_IN: { status: 401, title: 'Nobody is signed in' },
  WRONG_CREDENTIALS: { status: 401, title: 'Mobile number or password is wrong' },
  BAD_ORIGIN: { status: 403, title: 'The request comes from a page of another site' },
  FORBIDDEN: { status: 403, title: 'This belongs to somebody else' },
  NOT_VERIFIED: { status: 403, title: 'Your identity is not verified' },
  NOT_FOUND: { status: 404, title: 'There is no such thing' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This method does not work here' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request did not arrive in time' },
  ALREADY_VERIFIED: { status: 409, title: 'Your identity is verified already' },
  CONFLICT: { status: 409, title: 'The present state does not allow it' },
  DATES_TAKEN: { status: 409, title: 'The dates are taken' },
  MOBILE_TAKEN: { status: 409, title: 'The mobile number has an account' },
  PAYMENT_PENDING: { status: 409, title: 'A payment of this order is under way' },
  TOO_MANY_IMAGES: { status: 409, title: 'The house has as many pictures as it may have' },
  WRONG_STATE: { status: 409, title: 'The present state does not allow it' },
  PRECONDITION_FAILED: { status: 412, title: 'It has changed since it was read' },
  TOO_LARGE: { status: 413, title: 'The request is too large' },
  URI_TOO_LONG: { status: 414, title: 'The address is too long' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body is in a form that is not understood' },
  BAD_ID_NUMBER: { status: 422, title: 'The identity number is wrong' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The Idempotency-Key was used for another request' },
  IN_THE_PAST: { status: 422, title: 'The stay begins in the past' },
  NOT_AN_IMAGE: { status: 422, title: 'The file is no picture' },
  NOT_OFFERED: { status: 422, title: 'The house is not on offer' },
  OWN_HOUSE: { status: 422, title: 'The house is your own' },
  PAYMENTS_OFF: { status: 422, title: 'Nobody can pay here' },
  REFUSED: { status: 422, title: 'A rule refuses it' },
  TOO_LONG: { status: 422, title: 'The stay is longer than the house allows' },
  TOO_MANY_GUESTS: { status: 422, title: 'The house has not room for so many guests' },
  TOO_SHORT: { status: 422, title: 'The stay is shorter than the house allows' },
  UNKNOWN_AREA: { status: 422, title: 'There is no such area' },
  UNKNOWN_FACILITY: { status: 422, title: 'There is no such facility' },
  UNKNOWN_IMAGE: { status: 422, title: 'The pictures are not those that the house has' },
  WEAK_PASSWORD: { status: 422, title: 'The password is too easy to guess' },
  WRONG_CAPTCHA: { status: 422, title: 'The captcha is wrong or over' },
  WRONG_CODE: { status: 422, title: 'The code is wrong or over' },
  WRONG_PASSWORD: { status: 422, title: 'The present password is another' },
  PRECONDITION_REQUIRED: { status: 428, title: 'Say which version you mean' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  CLIENT_CLOSED_REQUEST: { status: 499, title: 'The client went away' },
  INTERNAL: { status: 500, title: 'Something broke on our side' },
  UNAVAILABLE: { status: 503, title: 'A service is not there for now' },
  TIMEOUT: { status: 504, title: 'A service did not answer in time' },
} as const satisfies Readonly<Record<string, CodeEntry>>

export type Code = keyof typeof catalogue

export const codes: Readonly<Record<Code, CodeEntry>> = catalogue

/** What is known of a code that a service gave as its reason. */
export function entryOf(code: string): CodeEntry | undefined {
  return Object.hasOwn(catalogue, code) ? catalogue[code as Code] : undefined
}

const plain: Readonly<Record<number, Code>> = {
  400: 'BAD_INPUT',
  401: 'NOT_SIGNED_IN',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  409: 'CONFLICT',
  412: 'PRECONDITION_FAILED',
  413: 'TOO_LARGE',
  414: 'URI_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'REFUSED',
  428: 'PRECONDITION_REQUIRED',
  429: 'TOO_MANY_REQUESTS',
  431: 'HEADERS_TOO_LARGE',
  499: 'CLIENT_CLOSED_REQUEST',
  503: 'UNAVAILABLE',
  504: 'TIMEOUT',
}

/** The code for a status that came without one. */
export function codeFor(status: number): Code {
  return plain[status] ?? (status < 500 ? 'BAD_INPUT' : 'INTERNAL')
}

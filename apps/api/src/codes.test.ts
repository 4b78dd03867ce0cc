import { expect, test } from 'vitest'
import { codeFor, codes } from './codes.ts'

test('codes are the contract’s, and stay', () => {
  const byStatus = Object.groupBy(Object.entries(codes), ([, { status }]) => status)
  const names = Object.fromEntries(
    Object.entries(byStatus).map(([status, entries]) => [status, entries?.map(([code]) => code).join(' ')]),
  )
  expect(names).toEqual({
    400:
      'BAD_INPUT IDEMPOTENCY_KEY_REQUIRED INVALID_CURSOR INVALID_GUESTS INVALID_HOUSE INVALID_MOBILE ' +
      'INVALID_NAME INVALID_PASSWORD INVALID_REASON INVALID_REVIEW INVALID_STAY INVALID_TEXT TOO_MANY_DAYS',
    401: 'NOT_SIGNED_IN WRONG_CREDENTIALS',
    403: 'BAD_ORIGIN FORBIDDEN NOT_VERIFIED',
    404: 'NOT_FOUND',
    405: 'METHOD_NOT_ALLOWED',
    408: 'REQUEST_TIMEOUT',
    409: 'ALREADY_VERIFIED CONFLICT DATES_TAKEN MOBILE_TAKEN PAYMENT_PENDING TOO_MANY_IMAGES WRONG_STATE',
    412: 'PRECONDITION_FAILED',
    413: 'TOO_LARGE',
    414: 'URI_TOO_LONG',
    415: 'UNSUPPORTED_MEDIA_TYPE',
    422:
      'BAD_ID_NUMBER IDEMPOTENCY_KEY_REUSED IN_THE_PAST NOT_AN_IMAGE NOT_OFFERED OWN_HOUSE PAYMENTS_OFF REFUSED ' +
      'TOO_LONG TOO_MANY_GUESTS TOO_SHORT UNKNOWN_AREA UNKNOWN_FACILITY UNKNOWN_IMAGE WEAK_PASSWORD WRONG_CAPTCHA WRONG_CODE ' +
      'WRONG_PASSWORD',
    428: 'PRECONDITION_REQUIRED',
    429: 'TOO_MANY_REQUESTS',
    431: 'HEADERS_TOO_LARGE',
    499: 'CLIENT_CLOSED_REQUEST',
    500: 'INTERNAL',
    503: 'UNAVAILABLE',
    504: 'TIMEOUT',
  })
})

test('every status an answer can have has a code of that status', () => {
  for (const status of [
    400, 401, 403, 404, 405, 408, 409, 412, 413, 414, 415, 422, 428, 429, 431, 499, 500, 503, 504,
  ]) {
    expect(codes[codeFor(status)].status).toBe(status)
  }
  expect(codeFor(418)).toBe('BAD_INPUT')
  expect(codeFor(502)).toBe('INTERNAL')
})

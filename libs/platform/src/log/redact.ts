/**
 * What must not be in a log, by the names of fields: whatever object is logged, at any depth.
 *
 * A list of paths, as pino's own `redact` takes, forgets the next nesting; names don't.
 *
 * @module
 */

export const censored = '[redacted]'

/**
 * Lower case, without `_` and `-`: `smsCode`, `sms_code` and `SMS-Code` are one name. `current` is the password that
 * another is to replace.
 */
const names = new Set([
  'answer',
  'authorization',
  'captcha',
  'cookie',
  'current',
  'idnumber',
  'mobile',
  'phone',
  'realname',
  'session',
  'setcookie',
  'smscode',
])

/** `sessionToken`, `passwordHash`, `IDENTITY_KEY`, `IDENTITY_KEYS_OLD`. An event's `key` and an `idempotencyKey` say nothing secret. */
const pattern = /password|secret|token$|(?:identity|private|encryption|signing|api)key(?:s?old)?$/

function isSecret(name: string): boolean {
  const plain = name.replaceAll(/[_-]/g, '').toLowerCase()
  return names.has(plain) || pattern.test(plain)
}

/** Deeper than any message; what is deeper is left out. */
const maxDepth = 8

/**
 * A copy of `value` without secrets: fields that hold one are replaced, and so are credentials in URLs and mobile
 * numbers wherever a text has them. Bytes become their length, errors what `redactError` keeps.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return redactError(value, depth)
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (depth === maxDepth) return '[…]'
  if (Array.isArray(value)) return value.map((each) => redact(each, depth + 1))
  if (value instanceof Map || value instanceof Set) return redact([...value], depth)
  if ('toJSON' in value && typeof value.toJSON === 'function') return redact(value.toJSON(), depth + 1)
  const copy: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(value)) {
    const hidden = each !== undefined && each !== null && isSecret(name)
    copy[name] = hidden ? censored : redact(each, depth + 1)
  }
  return copy
}

/** `postgres://user:password@host` and mainland mobile numbers. */
export function redactText(text: string): string {
  return text.replaceAll(/(:\/\/[^\s/:@]*):[^\s/@]*@/g, `$1:${censored}@`).replaceAll(/\b1[3-9]\d{9}\b/g, censored)
}

/**
 * An error for the log: what it is, where, and why. Its other properties stay out, since libraries put rows and
 * parameters there: PostgreSQL's `detail` quotes the values of the row it refuses.
 */
export function redactError(error: Error, depth = 0): Record<string, unknown> {
  const { name, stack, cause } = error
  const message = redactText(messageOf(error))
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: name,
    message,
    ...(code !== undefined && { code }),
    ...(frames !== undefined && frames.length > 0 && { stack: [`${name}: ${message}`, ...frames].join('\n') }),
    ...(cause !== undefined && depth < maxDepth && { cause: redact(cause, depth + 1) }),
  }
}

/** Prisma's refusal of a malformed query prints the query with its values; its last line says what is wrong. */
function messageOf(error: Error): string {
  if (error.name !== 'PrismaClientValidationError') return error.message
  return error.message.trim().split('\n').at(-1) ?? ''
}

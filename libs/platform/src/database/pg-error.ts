/** The SQLSTATEs that code here and in the services acts on. */
export const pgCodes = {
  uniqueViolation: '23505',
  foreignKeyViolation: '23503',
  checkViolation: '23514',
  exclusionViolation: '23P01',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  queryCanceled: '57014',
  untranslatableCharacter: '22021',
} as const

/**
 * PostgreSQL's SQLSTATE in what was thrown, by `pg` itself or by Prisma over it: `23P01` for nights that are taken.
 * Prisma's own codes (`P2002`) tell less, and an exclusion constraint has none. Undefined when PostgreSQL said nothing,
 * as when it can't be reached.
 */
export function pgCode(error: unknown): string | undefined {
  const { cause, code } = origin(error)
  if (typeof cause.originalCode === 'string') return cause.originalCode
  // `pg`'s own errors; Prisma's codes are P and four digits, Node's are words.
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !/^P[12]\d{3}$/.test(code) ? code : undefined
}

/** The name of the constraint that refused, where `error` is such a refusal. */
export function pgConstraint(error: unknown): string | undefined {
  const { cause, constraint } = origin(error)
  if (constraint !== undefined) return constraint
  if (typeof cause.constraint?.index === 'string') return cause.constraint.index
  // For exclusion and check constraints Prisma keeps only PostgreSQL's sentence, which names it last.
  return /constraint "([^"]+)"/.exec(cause.originalMessage ?? '')?.[1]
}

interface Cause {
  readonly originalCode?: unknown
  readonly originalMessage?: string
  readonly constraint?: { readonly index?: unknown }
}

/**
 * A statement's failure is a PrismaClientKnownRequestError with the adapter's error in `meta.driverAdapterError`; one at
 * commit, such as a serialization failure, is the adapter's error itself. Both keep PostgreSQL's words in their `cause`.
 */
function origin(error: unknown): { readonly cause: Cause; readonly code?: string; readonly constraint?: string } {
  if (typeof error !== 'object' || error === null) return { cause: {} }
  const { code, constraint, meta, cause } = error as {
    code?: unknown
    constraint?: unknown
    meta?: { driverAdapterError?: { cause?: Cause } }
    cause?: Cause
  }
  return {
    cause: meta?.driverAdapterError?.cause ?? cause ?? {},
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
  }
}

import { pgCode } from './pg-error.ts'

/** Prisma's codes for: not reachable, timed out reaching, closed, no connection or transaction in time. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1017', 'P2024', 'P2028'])
/** The adapter's names for the same, where Prisma gives a code that says less. */
const adapterKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'])
/** `pg` has no codes for these. */
const pgTexts =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/
const systemCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'])
/** PostgreSQL's: connection failures, shutting down or starting, too many connections. */
const states = /^(08\w{3}|57P0[1-3]|53300)$/

/**
 * Whether `error` says that the database is not there for now, or too busy to begin: nothing is wrong with what was
 * asked, and it may work when it is asked again.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, meta } = error as { code?: unknown; meta?: { driverAdapterError?: { cause?: { kind?: unknown } } } }
  if (typeof code === 'string' && (prismaCodes.has(code) || systemCodes.has(code))) return true
  const kind = meta?.driverAdapterError?.cause?.kind
  if (typeof kind === 'string' && adapterKinds.has(kind)) return true
  return states.test(pgCode(error) ?? '') || pgTexts.test(error.message)
}

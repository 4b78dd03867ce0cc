import { errors, MicroError } from '@micro/core'

/** What PostgreSQL or the way to it threw, as the broker says it. The cause has the text; the detail has only its code. */
export function unavailable(thrown: unknown, doing: string): MicroError {
  if (thrown instanceof MicroError) return thrown
  const code = codeOf(thrown)
  const detail = `PostgreSQL: ${doing} failed${code === undefined ? '' : ` (${code})`}`
  return errors.unavailable('micro.broker', detail, { cause: thrown, reason: 'UNREACHABLE', domain: 'micro.broker' })
}

/** SQLSTATE or a system error's name. */
export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}

export function notConnected(): MicroError {
  return errors.unavailable('micro.broker', 'not connected', { reason: 'NOT_CONNECTED', stack: false })
}

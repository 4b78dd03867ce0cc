import type { DestinationStream } from 'pino'

const shown: Readonly<Record<string, string>> = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO ',
  warn: 'WARN ',
  error: 'ERROR',
  fatal: 'FATAL',
}

/** Turns pino's JSON into lines for people: time, level, text, fields; an error's stack below. */
export function prettyLines(to: DestinationStream): DestinationStream {
  return { write: (line) => to.write(pretty(line)) }
}

function pretty(line: string): string {
  const { level, time, service, msg, err, requestId, ...fields } = JSON.parse(line) as Record<string, unknown>
  const parts = [String(time).slice(11, 23), shown[String(level)] ?? String(level), String(msg ?? '')]
  for (const [name, value] of Object.entries(fields)) parts.push(`${name}=${plain(value)}`)
  if (typeof requestId === 'string') parts.push(`request=${requestId}`)
  return `${parts.join(' ')}${errorLines(err)}\n`
}

function plain(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
}

function errorLines(err: unknown): string {
  if (typeof err !== 'object' || err === null) return ''
  const { type, message, stack, cause } = err as Record<string, unknown>
  const text = typeof stack === 'string' ? stack : `${type}: ${message}`
  const causes = cause === undefined ? '' : `\n  caused by ${errorLines(cause).trimStart() || plain(cause)}`
  return `\n  ${text.replaceAll('\n', '\n  ')}${causes}`
}

import type { BrokerMessage } from '../broker.ts'
import { errors, type MicroError } from '../errors.ts'

/** How large a message may be, whatever the broker. Names have fixed bounds: see `checkedName`. */
export interface BrokerLimits {
  /** Bytes of a body. @default 4 MiB */
  readonly body?: number
  /** Characters of a header, keys and values together. @default 16384 */
  readonly header?: number
  /** Entries of a header. @default 64 */
  readonly entries?: number
}

export const defaultBrokerLimits: Required<BrokerLimits> = { body: 4 * 1024 * 1024, header: 16_384, entries: 64 }

/** What every broker can carry: NATS and RabbitMQ take it for a name, PostgreSQL for a notification. */
const name = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/
const control = /\p{Cc}/u

/**
 * A topic or a queue: 1 to 200 letters, digits, and `. _ : / -` between them.
 * @throws MicroError 400 `INVALID_NAME`
 */
export function checkedName(kind: 'topic' | 'queue', value: string): string {
  if (typeof value === 'string' && name.test(value)) return value
  const detail = `${kind} ${show(value)}: 1 to 200 letters, digits and any of . _ : / - are allowed`
  throw errors.badRequest('micro.broker', detail, { reason: 'INVALID_NAME', domain: 'micro.broker' })
}

/**
 * A copy of `message` that nobody else can change.
 * @throws MicroError 400 `INVALID_MESSAGE` for a malformed message, 413 `MESSAGE_TOO_LARGE` for one over a limit
 */
export function checkedMessage(message: BrokerMessage, limits: Required<BrokerLimits>): BrokerMessage {
  const id = text('id', message.id)
  const key = message.key === undefined ? undefined : text('key', message.key)
  if (!(message.body instanceof Uint8Array)) throw invalid('the body is no Uint8Array')
  if (message.body.length > limits.body) throw large('body', message.body.length, limits.body)
  // No prototype: a key such as `__proto__` is a key like any other.
  const header: Record<string, string> = Object.create(null)
  let size = 0
  const entries = Object.entries(message.header)
  if (entries.length > limits.entries) throw large('entries of the header', entries.length, limits.entries)
  for (const [entry, value] of entries) {
    if (typeof value !== 'string') throw invalid(`header ${show(entry)} is no text`)
    size += entry.length + value.length
    header[entry] = value
  }
  if (size > limits.header) throw large('header', size, limits.header)
  return Object.freeze({
    id,
    header: Object.freeze(header),
    body: message.body.slice(),
    ...(key !== undefined && { key }),
  })
}

function text(field: string, value: string): string {
  if (typeof value !== 'string' || value.length < 1 || value.length > 255) {
    throw invalid(`the ${field} must have 1 to 255 characters`)
  }
  if (control.test(value) || !value.isWellFormed()) throw invalid(`the ${field} must be plain text`)
  return value
}

function show(value: unknown): string {
  const shown = JSON.stringify(value) ?? String(value)
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown
}

function invalid(detail: string): MicroError {
  return errors.badRequest('micro.broker', detail, { reason: 'INVALID_MESSAGE', domain: 'micro.broker' })
}

function large(what: string, size: number, limit: number): MicroError {
  const detail = `${what}: ${size}, at most ${limit}`
  return errors.tooLarge('micro.broker', detail, { reason: 'MESSAGE_TOO_LARGE', domain: 'micro.broker' })
}

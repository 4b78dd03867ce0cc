import type { Field, MessageType } from './description.ts'
import { type ErrorFields, MicroError } from './errors.ts'
import type { Reader, Writer } from './protobuf.ts'

const fields = ['id', 'code', 'detail', 'status', 'reason', 'domain'] as const

/**
 * An error as a message: Go Micro's `errors.Error` (fields 1 to 4) with reason, domain and whether the call certainly
 * reached no handler. Written by hand, since it is what generated code itself reports its failures with.
 */
export const ErrorMessage: MessageType<MicroError> = {
  name: 'errors.Error',
  fields: fields.map((name): Field => ({ name, type: name === 'code' ? 'int32' : 'string', repeated: false })),
  encode(error, writer: Writer) {
    writer.uint32(10).string(error.id).uint32(16).int32(error.code)
    writer.uint32(26).string(error.detail).uint32(34).string(error.status)
    if (error.reason !== undefined) writer.uint32(42).string(error.reason)
    if (error.domain !== undefined) writer.uint32(50).string(error.domain)
    if (error.unprocessed) writer.uint32(120).bool(true)
  },
  decode(reader: Reader) {
    const error: { -readonly [K in keyof ErrorFields]: ErrorFields[K] } = { id: '', code: 500, detail: '' }
    let unprocessed = false
    while (reader.pos < reader.len) {
      const tag = reader.uint32()
      switch (tag) {
        case 10:
          error.id = reader.string()
          break
        case 16:
          error.code = failureCode(reader.int32())
          break
        case 26:
          error.detail = reader.string()
          break
        case 34:
          error.status = reader.string()
          break
        case 42:
          error.reason = reader.string()
          break
        case 50:
          error.domain = reader.string()
          break
        case 120:
          unprocessed = reader.bool()
          break
        default:
          reader.skipType(tag & 7, 0, tag >>> 3)
      }
    }
    return new MicroError(error, { unprocessed, stack: false })
  },
  toJSON: (error) => error.toJSON(),
  fromJSON(json) {
    if (typeof json !== 'object' || json === null) throw new TypeError('an error is an object')
    const { id, code, detail, status, reason, domain } = json as Record<string, unknown>
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
    return new MicroError(
      {
        id: text(id) ?? '',
        code: failureCode(code),
        detail: text(detail) ?? '',
        status: text(status),
        reason: text(reason),
        domain: text(domain),
      },
      { stack: false },
    )
  },
}

/** Codes of another kind, which a peer made up, are faults: nobody must take them for success. */
function failureCode(code: unknown): number {
  return typeof code === 'number' && code >= 400 && code <= 599 ? code : 500
}

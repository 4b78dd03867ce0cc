import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ErrorMessage } from './error-message.ts'
import { errors, MicroError } from './errors.ts'
import { Reader, Writer } from './protobuf.ts'

function bytesOf(error: MicroError): Buffer {
  const writer = Writer.create()
  ErrorMessage.encode(error, writer)
  return Buffer.from(writer.buf.subarray(0, writer.pos))
}

const text = fc.string({ unit: 'binary', maxLength: 50 })
const anyError = fc
  .record({
    id: text,
    code: fc.integer({ min: 400, max: 599 }),
    detail: text,
    status: text,
    reason: fc.option(text, { nil: undefined }),
    domain: fc.option(text, { nil: undefined }),
    unprocessed: fc.boolean(),
  })
  .map(({ unprocessed, ...fields }) => new MicroError(fields, { unprocessed, stack: false }))

describe('an error as a message', () => {
  test('comes back as it was, in bytes and in JSON', () => {
    fc.assert(
      fc.property(anyError, (error) => {
        const back = ErrorMessage.decode(new Reader(bytesOf(error)))
        expect(back).toBeInstanceOf(MicroError)
        expect(back.toJSON()).toEqual(error.toJSON())
        expect(back.unprocessed).toBe(error.unprocessed)
        expect(ErrorMessage.fromJSON(JSON.parse(JSON.stringify(error))).toJSON()).toEqual(error.toJSON())
      }),
    )
  })

  test("has Go Micro's fields where Go Micro has them", () => {
    const writer = Writer.create()
    writer
      .uint32(10)
      .string('go.micro.client')
      .uint32(16)
      .int32(408)
      .uint32(26)
      .string('timeout')
      .uint32(34)
      .string('x')
    const error = ErrorMessage.decode(new Reader(Buffer.from(writer.buf.subarray(0, writer.pos))))
    expect(error.toJSON()).toEqual({ id: 'go.micro.client', code: 408, detail: 'timeout', status: 'x' })
  })

  test('passes over fields of later versions, and ends in an error for what is cut short', () => {
    const bytes = bytesOf(errors.conflict('a', 'taken', { reason: 'R', domain: 'd', unprocessed: true }))
    const writer = Writer.create()
    writer.raw(bytes).uint32(8002).string('later').uint32(8008).int64(1)
    const back = ErrorMessage.decode(new Reader(Buffer.from(writer.buf.subarray(0, writer.pos))))
    expect(back).toMatchObject({ code: 409, reason: 'R', unprocessed: true })
    expect(() => ErrorMessage.decode(new Reader(bytes.subarray(0, 5)))).toThrow()
  })

  test('a code that is no failure is a fault: nobody takes it for success', () => {
    for (const code of [0, 200, -1, 99, 600, 2 ** 31 - 1]) {
      const bytes = bytesOf(new MicroError({ id: 'a', code, detail: 'odd' }))
      expect(ErrorMessage.decode(new Reader(bytes))).toMatchObject({ code: 500, detail: 'odd' })
      expect(ErrorMessage.fromJSON({ id: 'a', code, detail: 'odd' })).toMatchObject({ code: 500 })
    }
    expect(ErrorMessage.decode(new Reader(Buffer.alloc(0))).code).toBe(500)
    expect(ErrorMessage.fromJSON({}).code).toBe(500)
    for (const json of [null, 'x', 5]) expect(() => ErrorMessage.fromJSON(json)).toThrow(TypeError)
  })
})

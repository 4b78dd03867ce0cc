import { isUtf8 } from 'node:buffer'
import type { Codec } from '../codec.ts'

/** Protobuf's JSON form: for tools, browsers and Go Micro's default client. An empty body is an empty message. */
export const json: Codec = {
  name: 'json',
  contentType: 'application/json',
  encode(type, message, writer) {
    const text = JSON.stringify(type.toJSON(message))
    const size = Buffer.byteLength(text)
    writer.reserve(size)
    writer.pos += writer.buf.write(text, writer.pos)
  },
  decode(type, reader) {
    const text = reader.buf.toString('utf8', reader.pos, reader.len)
    // Only where bytes were replaced, or the sender replaced some, is it worth a second look.
    if (text.includes('\ufffd') && !isUtf8(reader.rest())) throw new TypeError('JSON is not UTF-8')
    reader.pos = reader.len
    return type.fromJSON(text === '' ? {} : JSON.parse(text))
  },
}

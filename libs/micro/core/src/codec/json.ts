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
    reader.pos = reader.len
    return type.fromJSON(text === '' ? {} : JSON.parse(text))
  },
}

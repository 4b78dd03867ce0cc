import type { Codec } from '../codec.ts'

/** Protobuf's binary form: the default between services. */
export const protobuf: Codec = {
  name: 'protobuf',
  contentType: 'application/protobuf',
  encode: (type, message, writer) => type.encode(message, writer),
  decode(type, reader) {
    const { len } = reader
    try {
      return type.decode(reader)
    } catch (error) {
      // Nested messages narrow it.
      reader.len = len
      throw error
    }
  },
}

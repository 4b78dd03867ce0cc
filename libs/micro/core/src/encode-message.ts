import type { MessageType } from './description.ts'
import { Writer } from './protobuf.ts'

/** A message as bytes of its own, protobuf's binary form. @throws what encoding throws for what its type does not allow */
export function encodeMessage<T>(type: Pick<MessageType<T>, 'encode'>, message: T): Buffer {
  const writer = Writer.create()
  type.encode(message, writer)
  return writer.buf.subarray(0, writer.pos)
}

import type { MessageType } from './description.ts'
import type { Reader, Writer } from './protobuf.ts'

/**
 * Codec: between a message and its bytes. Chosen by content type, call by call, so one server answers protobuf and
 * JSON side by side. Go Micro's codecs also frame; here framing is the transport's business alone.
 */
export interface Codec {
  /** `protobuf`, `json`. */
  readonly name: string
  /** Bare, without parameters: Go Micro compares it exactly. */
  readonly contentType: string
  /** Appends `message` to `writer`, in place. @throws TypeError or RangeError for what the type does not allow */
  encode<T>(type: MessageType<T>, message: T, writer: Writer): void
  /** Reads a message from `reader.pos` to `reader.len`. @throws Error when the bytes are no such message */
  decode<T>(type: MessageType<T>, reader: Reader): T
}

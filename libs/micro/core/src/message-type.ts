/**
 * Turns what the code generator writes for a message into a {@link MessageType}.
 *
 * @module
 */
import type { Field, MessageType } from './description.ts'
import { type JsonField, jsonReader, jsonWriter } from './json/mapping.ts'
import type { Reader, Writer } from './protobuf.ts'

/** What is generated for one message: its fields, and the straight-line code that protobufjs makes for them. */
export interface MessageSpec<T> {
  readonly name: string
  readonly fields: readonly JsonField[]
  /** A message with every field at its default, absent ones `undefined`: all of them its own properties. */
  create(): T
  encode(message: T, writer: Writer, depth?: number): Writer
  /** Reads `length` bytes, by default all that are left, into `target`, by default a new message. */
  decode(reader: Reader, length?: number, depth?: number, target?: T): T
}

/** Called by generated code alone. */
export function messageType<T extends object>(spec: MessageSpec<T>): MessageSpec<T> & MessageType<T> {
  const fields: readonly (JsonField & Field)[] = spec.fields
  return {
    ...spec,
    fields,
    toJSON: jsonWriter<T>(spec.name, fields),
    fromJSON: jsonReader<T>(spec.name, fields, spec.create),
  }
}

/** Makes `key`, that of a map on the wire, a property of `map` itself: `__proto__` would else reach its prototype. */
export function ownKey(map: object, key: string): void {
  if (!Object.hasOwn(map, key)) {
    Object.defineProperty(map, key, { enumerable: true, configurable: true, writable: true })
  }
}

/** The default of `bytes`: empty, so it can be shared. A `Buffer`, as decoded ones are. */
export const noBytes: Uint8Array = Buffer.alloc(0)

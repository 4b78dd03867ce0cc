import fc from 'fast-check'
import protobuf from 'protobufjs'

type Message = Record<string, unknown>

const int32 = fc.integer()
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const int64 = fc.oneof(fc.maxSafeInteger(), fc.integer())
const uint64 = fc.oneof(fc.maxSafeNat(), fc.nat())
const string = fc.string({ unit: 'binary' })

const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  double: fc.double(),
  float: fc.float(),
  int32,
  sint32: int32,
  sfixed32: int32,
  uint32,
  fixed32: uint32,
  int64,
  sint64: int64,
  sfixed64: int64,
  uint64,
  fixed64: uint64,
  bool: fc.boolean(),
  string,
  // As they are decoded.
  bytes: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
}

/** Messages of a type as its interface has them: every field there, absent ones `undefined`. */
export function messages(type: protobuf.Type, depth = 3): fc.Arbitrary<Message> {
  const fields = Object.fromEntries(type.fieldsArray.map((field) => [field.name, fieldOf(field, depth)]))
  const oneofs = type.oneofsArray.filter((oneof) => !oneof.isProto3Optional)
  const chosen = fc.tuple(...oneofs.map((oneof) => fc.constantFrom(undefined, ...oneof.oneof)))
  return fc.tuple(fc.record(fields), chosen).map(([message, members]) => {
    for (const [i, oneof] of oneofs.entries()) {
      for (const name of oneof.oneof) if (name !== members[i]) message[name] = undefined
    }
    return message
  })
}

function fieldOf(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  const message = field.resolvedType instanceof protobuf.Type
  if (message && depth === 0)
    return fc.constant(field instanceof protobuf.MapField ? {} : field.repeated ? [] : undefined)
  const value = anyOf(field, depth)
  if (field instanceof protobuf.MapField) {
    const key = scalars[field.keyType] ?? string
    return fc.dictionary(key.map(String), value, { maxKeys: 4, noNullPrototype: true })
  }
  if (field.repeated) return fc.array(value, { maxLength: message ? 3 : 200, size: 'medium' })
  return message || field.hasPresence ? fc.option(value, { nil: undefined }) : value
}

function anyOf(field: protobuf.Field, depth: number): fc.Arbitrary<unknown> {
  if (field.resolvedType instanceof protobuf.Type) return messages(field.resolvedType, depth - 1)
  // Open enums: also numbers that have no name yet.
  if (field.resolvedType) return fc.oneof(fc.constantFrom(...Object.values(field.resolvedType.values)), int32)
  return scalars[field.type] ?? fc.constant(undefined)
}

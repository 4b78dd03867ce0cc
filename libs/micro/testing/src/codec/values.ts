import * as fc from 'fast-check'
import { Everything, Shade } from '../../gen/everything.js'

const bytes = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each))
// A lone surrogate is no text: it has no UTF-8.
const text = fc.string({ unit: 'binary', maxLength: 60 })
const int32 = fc.oneof(fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1))
const uint32 = fc.oneof(fc.nat(0xffff_ffff), fc.constantFrom(2 ** 32 - 1, 127, 128, 16_384))
const int64 = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, -1, 2 ** 28 - 1, 2 ** 28, 2 ** 32, -(2 ** 32)),
)
const uint64 = fc.oneof(fc.maxSafeNat(), fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 21, 2 ** 28, 2 ** 35))
// Proto3 leaves a zero out whatever its sign.
const double = fc.double().map((value) => (value === 0 ? 0 : value))
const float = fc.float().map((value) => (value === 0 ? 0 : value))
const shade = fc.constantFrom(...Object.values(Shade))
const few = { maxLength: 6 }

const scalars = {
  int32,
  sint32: int32,
  uint32,
  fixed32: uint32,
  sfixed32: int32,
  int64,
  sint64: int64,
  uint64,
  fixed64: uint64,
  sfixed64: int64,
  float,
  double,
  bool: fc.boolean(),
  string: text,
  bytes,
  shade,
  far: text,
}

const absent = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })

const lists = {
  int32s: fc.array(int32, few),
  sint64s: fc.array(int64, few),
  uint64s: fc.array(uint64, few),
  fixed64s: fc.array(uint64, few),
  doubles: fc.array(double, few),
  strings: fc.array(text, few),
  chunks: fc.array(bytes, few),
  shades: fc.array(shade, few),
  bools: fc.array(fc.boolean(), few),
}

/** Messages of every shape, a few levels deep. All their fields are own properties, as decoded ones have them. */
export const everything: fc.Arbitrary<Everything> = fc.letrec<{ message: Everything }>((tie) => {
  const inner = absent(tie('message'))
  const branches = fc.dictionary(fc.constantFrom('true', 'false'), tie('message'), {
    noNullPrototype: true,
    maxKeys: 2,
  })
  const message = fc.record({
    ...scalars,
    ...lists,
    maybeNumber: absent(int64),
    maybeText: absent(text),
    maybeBytes: absent(bytes),
    maybe: absent(fc.boolean()),
    counts: fc.dictionary(text, int64, { noNullPrototype: true, maxKeys: 4 }),
    names: fc.dictionary(int32.map(String), text, { noNullPrototype: true, maxKeys: 4 }),
    branches: fc.oneof({ depthIdentifier: 'message', maxDepth: 2 }, fc.constant({}), branches),
    inner: fc.oneof({ depthIdentifier: 'message', maxDepth: 2 }, fc.constant(undefined), inner),
    children: fc.oneof(
      { depthIdentifier: 'message', maxDepth: 2 },
      fc.constant<Everything[]>([]),
      fc.array(tie('message'), { maxLength: 2 }),
    ),
    word: fc.constant(undefined),
    amount: fc.constant(undefined),
    nested: fc.constant(undefined),
  })
  const choice: fc.Arbitrary<Partial<Everything>> = fc.oneof(
    { depthIdentifier: 'message', maxDepth: 2 },
    fc.constant({}),
    fc.record({ word: text }),
    fc.record({ amount: uint64 }),
    fc.record({ nested: tie('message') }),
  )
  return { message: fc.tuple(message, choice).map(([each, chosen]) => ({ ...each, ...chosen })) }
}).message

/** What a field that nobody set is. */
export function blank(): Everything {
  return Everything.fromJSON({})
}

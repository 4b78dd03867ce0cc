/**
 * The one place that knows protobufjs.
 *
 * Generated code encodes with this `Writer` and decodes with this `Reader` instead of the library's, for two reasons:
 * - integers are numbers, checked to fit their field: never `Long`, never silently rounded or cut to 32 bits;
 * - `Writer` and `Reader` can be pointed at a connection's own buffer, so a message is encoded and decoded in place.
 *   That relies on `buf`, `pos` and `len` of protobufjs; its version is pinned and `protobuf.test.ts` fails when their
 *   meaning changes.
 *
 * @module
 */
import { isUtf8 } from 'node:buffer'
import protobuf from 'protobufjs/minimal.js'

function safe(value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw new RangeError(`64-bit field is not a safe integer: ${value}`)
}

function unsigned(value: number): number {
  if (safe(value) >= 0) return value
  throw new RangeError(`unsigned 64-bit field is negative: ${value}`)
}

function signed32(value: number): number {
  if ((value | 0) === value) return value
  throw new RangeError(`not a 32-bit integer: ${value}`)
}

function unsigned32(value: number): number {
  if (value >>> 0 === value) return value
  throw new RangeError(`not an unsigned 32-bit integer: ${value}`)
}

/** protobufjs gives a `Long` where the `long` package is found, else a number it may have rounded. */
function fromLibrary(value: unknown, unsigned: boolean): number {
  if (typeof value === 'number') return safe(value)
  const { high, low } = value as { high: number; low: number }
  return safe((unsigned ? high >>> 0 : high) * 0x1_0000_0000 + (low >>> 0))
}

/** Encodes into a growing buffer: `buf` up to `pos` is what was written. */
export class Writer extends protobuf.BufferWriter {
  // Declared for its narrower type alone: a field here would shadow what the library's constructor sets.
  declare buf: Buffer

  static override create(): Writer {
    return new Writer()
  }

  override int32(value: number): this {
    return super.int32(signed32(value)) as this
  }
  override uint32(value: number): this {
    return super.uint32(unsigned32(value)) as this
  }
  override sint32(value: number): this {
    return super.sint32(signed32(value)) as this
  }
  override fixed32(value: number): this {
    return super.fixed32(unsigned32(value)) as this
  }
  override sfixed32(value: number): this {
    return super.sfixed32(signed32(value)) as this
  }
  override int64(value: number): this {
    return super.int64(safe(value)) as this
  }
  override uint64(value: number): this {
    return super.uint64(unsigned(value)) as this
  }
  override sint64(value: number): this {
    return super.sint64(safe(value)) as this
  }
  override fixed64(value: number): this {
    return super.fixed64(unsigned(value)) as this
  }
  override sfixed64(value: number): this {
    return super.sfixed64(safe(value)) as this
  }

  /** The library writes what is no text as an empty one. */
  override string(value: string): this {
    if (typeof value !== 'string') throw new TypeError(`not a string: ${value}`)
    return super.string(value) as this
  }

  // Packed lists: the library writes them in one go, past the methods above.
  override int32s(values: number[]): this {
    values.forEach(signed32)
    return super.int32s(values) as this
  }
  override uint32s(values: number[]): this {
    values.forEach(unsigned32)
    return super.uint32s(values) as this
  }
  override sint32s(values: number[]): this {
    values.forEach(signed32)
    return super.sint32s(values) as this
  }
  override fixed32s(values: number[]): this {
    values.forEach(unsigned32)
    return super.fixed32s(values) as this
  }
  override sfixed32s(values: number[]): this {
    values.forEach(signed32)
    return super.sfixed32s(values) as this
  }
  override int64s(values: number[]): this {
    values.forEach(safe)
    return super.int64s(values) as this
  }
  override uint64s(values: number[]): this {
    values.forEach(unsigned)
    return super.uint64s(values) as this
  }
  override sint64s(values: number[]): this {
    values.forEach(safe)
    return super.sint64s(values) as this
  }
  override fixed64s(values: number[]): this {
    values.forEach(unsigned)
    return super.fixed64s(values) as this
  }
  override sfixed64s(values: number[]): this {
    values.forEach(safe)
    return super.sfixed64s(values) as this
  }

  /** Makes room for `size` more bytes, so that a caller may write to `buf` at `pos` itself. */
  reserve(size: number): void {
    ;(this as unknown as { _reserve(size: number): void })._reserve(size)
  }

  /** Takes back everything after `pos`, also where encoding threw in the middle of a nested message. */
  rewind(pos: number): void {
    this.pos = pos
    const { states } = this as unknown as { states: number[] | null }
    // Lengths that were to be filled in: each stands where its message begins.
    while (states !== null && states.length > 0 && states[states.length - 1]! >= pos) states.pop()
  }
}

/** The library's reader as it is once 64-bit fields are numbers; its own types say `Long`. */
interface LibraryReader {
  buf: Buffer
  pos: number
  len: number
  view: DataView | null
  discardUnknown: boolean
  uint32(): number
  int32(): number
  bool(): boolean
  skipType(wireType: number, depth: number, field: number): this
  int64(): number
  uint64(): number
  sint64(): number
  fixed64(): number
  sfixed64(): number
  string(): string
  stringVerify(): string
  bytes(): Buffer
}
const LibraryReader = protobuf.BufferReader as unknown as new (buffer: Buffer) => LibraryReader

/** Decodes from `buf` between `pos` and `len`; both may be set anew, so one reader serves a whole connection. */
export class Reader extends LibraryReader {
  static create(buffer: Buffer): Reader {
    return new Reader(buffer)
  }

  constructor(buffer: Buffer) {
    super(buffer)
    this.discardUnknown = true
  }

  /** Points this reader at `buffer[start, end)`. */
  reset(buffer: Buffer, start: number, end: number): this {
    this.buf = buffer
    this.pos = start
    this.len = end
    this.view = null
    return this
  }

  /** The bytes from `pos` to `len` as a view on `buf`. Copy them to keep them. */
  rest(): Buffer {
    return this.buf.subarray(this.pos, this.len)
  }

  override int64(): number {
    return this.#varint() ?? fromLibrary(super.int64(), false)
  }
  override uint64(): number {
    return this.#varint() ?? fromLibrary(super.uint64(), true)
  }
  override sint64(): number {
    return fromLibrary(super.sint64(), false)
  }
  override fixed64(): number {
    return fromLibrary(super.fixed64(), true)
  }
  override sfixed64(): number {
    return fromLibrary(super.sfixed64(), false)
  }

  /** Most 64-bit fields are small: up to four bytes need no 64-bit arithmetic. */
  #varint(): number | undefined {
    const { buf, pos } = this
    if (this.len - pos < 4) return undefined
    let value = 0
    for (let i = 0; i < 4; i++) {
      const byte = buf[pos + i]!
      value |= (byte & 127) << (7 * i)
      if (byte < 128) {
        this.pos = pos + i + 1
        return value
      }
    }
    return undefined
  }

  /**
   * Strings are decoded natively and refused when they are not UTF-8. A replacement character in the result is the
   * only sign of bad bytes, and in the usual string of one-byte characters looking for it costs nothing.
   */
  override string(): string {
    const length = this.uint32()
    const start = this.pos
    const end = start + length
    if (end > this.len) throw new RangeError(`string of ${length} bytes runs past its message`)
    this.pos = end
    const text = this.buf.toString('utf8', start, end)
    if (text.includes('\ufffd') && !isUtf8(this.buf.subarray(start, end))) throw new TypeError('string is not UTF-8')
    return text
  }
  override stringVerify(): string {
    return this.string()
  }

  /** `bytes` fields are copied where a view would keep a much larger buffer alive. */
  override bytes(): Buffer {
    const view = super.bytes()
    return view.length * 2 < this.buf.length ? Buffer.from(view) : view
  }
}

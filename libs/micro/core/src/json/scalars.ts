/** Scalars and enums as protobuf's JSON. @module */
import { refuse } from './refuse.ts'

/** How one value is written as JSON and read back. */
export interface Convert {
  write(value: unknown): unknown
  /** @throws TypeError for JSON that is no such value */
  read(json: unknown, depth: number): unknown
}

const same = (value: unknown): unknown => value

/** Integers come as numbers or as decimal strings. */
function integer(name: string, min: number, max: number, write: Convert['write']): Convert {
  return {
    write(value) {
      if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return write(value)
      throw new RangeError(`expected ${name} between ${min} and ${max}, got ${value}`)
    },
    read(json) {
      const value = typeof json === 'string' && /^-?\d+$/.test(json) ? Number(json) : json
      if (typeof value !== 'number' || !Number.isInteger(value)) return refuse(name, json)
      if (value < min || value > max) return refuse(`${name} between ${min} and ${max}`, json)
      // Never -0.
      return value + 0
    },
  }
}

function float(name: string): Convert {
  return {
    write: (value) => (Number.isFinite(value) ? value : String(value)),
    read(json) {
      if (typeof json === 'number') return json
      if (typeof json === 'string' && /^(NaN|-?Infinity|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(json)) return Number(json)
      return refuse(name, json)
    },
  }
}

const int32 = integer('an int32', -(2 ** 31), 2 ** 31 - 1, same)
const uint32 = integer('a uint32', 0, 2 ** 32 - 1, same)
/** 64-bit integers are strings in protobuf's JSON. */
const int64 = integer('an int64', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, String)
const uint64 = integer('a uint64', 0, Number.MAX_SAFE_INTEGER, String)

const scalars: Readonly<Record<string, Convert>> = {
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
  float: float('a float'),
  double: float('a double'),
  bool: { write: same, read: (json) => (typeof json === 'boolean' ? json : refuse('true or false', json)) },
  string: {
    write: (value) => (typeof value === 'string' ? value : refuse('a string', value)),
    read: (json) => (typeof json === 'string' ? json : refuse('a string', json)),
  },
  bytes: {
    write: (value) => {
      const { buffer, byteOffset, byteLength } = value as Uint8Array
      return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
    },
    // Both alphabets of base64, with or without padding.
    read: (json) =>
      typeof json === 'string' && /^[\w+/-]*={0,2}$/.test(json) ? Buffer.from(json, 'base64') : refuse('base64', json),
  },
}

export function scalarConverter(type: string): Convert {
  const convert = scalars[type]
  if (!convert) throw new Error(`${type} is no scalar of protobuf`)
  return convert
}

/** An enum is written by name, or by number where the name is not known yet; it is read by either. */
export function enumConverter(type: string, values: Readonly<Record<string, number>>): Convert {
  // Of two names for one number the first is the enum's own.
  const names = new Map(
    Object.entries(values)
      .reverse()
      .map(([name, value]) => [value, name]),
  )
  return {
    write: (value) => names.get(value as number) ?? value,
    read(json) {
      if (typeof json === 'string' && Object.hasOwn(values, json)) return values[json]
      if (typeof json === 'number' && (json | 0) === json) return json
      return refuse(`a ${type}`, json)
    },
  }
}

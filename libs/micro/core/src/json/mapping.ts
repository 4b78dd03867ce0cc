/**
 * Messages as protobuf's JSON, and back.
 *
 * Driven by the fields' table, where encoding and decoding are generated code: next to `JSON.parse` the difference is
 * small, and generated modules stay a third of the size.
 *
 * @module
 */
import type { Field } from '../description.ts'
import { refuse } from './refuse.ts'
import { type Convert, enumConverter, scalarConverter } from './scalars.ts'
import { wellKnown } from './well-known.ts'

/** A field with what its JSON needs beside. */
export interface JsonField extends Field {
  /** The name in JSON, where that is another: its own `json_name`, or `address2` for `address_2`. */
  readonly jsonName?: string
  /** The name in the proto, where that is another. */
  readonly protoName?: string
  /** Whether the field may be absent, rather than at its default. */
  readonly optional?: boolean
  /** Of an enum: its values by their names in the proto. */
  readonly values?: Readonly<Record<string, number>>
}

/** Deeper messages are refused, as in the binary format. */
const maxDepth = 100

type Json = Record<string, unknown>

interface Converter extends JsonField, Convert {}

function converter(field: JsonField): Converter {
  if (field.values) return { ...field, ...enumConverter(field.type, field.values) }
  const message = field.message
  if (!message) return { ...field, ...scalarConverter(field.type) }
  return {
    ...field,
    write: (value) => message().toJSON(value),
    read: (json, depth) => (message().fromJSON as (json: unknown, depth: number) => unknown)(json, depth + 1),
  }
}

/** Made at the first use: messages may refer to one another, and many are never JSON. */
function lazily<V>(make: () => V): () => V {
  let value: V | undefined
  return () => {
    value ??= make()
    return value
  }
}

export function jsonWriter<T extends object>(name: string, fields: readonly JsonField[]): (message: T) => unknown {
  const special = wellKnown.get(name)
  if (special) return (message) => special.write(message)
  const converters = lazily(() => fields.map(converter))
  return (message) => {
    const json: Json = {}
    for (const field of converters()) {
      const value = (message as Json)[field.name]
      if (value === undefined || value === null) continue
      const name = field.jsonName ?? field.name
      if (field.mapKey) {
        const entries = Object.entries(value)
        if (entries.length > 0) json[name] = Object.fromEntries(entries.map(([k, v]) => [k, field.write(v)]))
      } else if (field.repeated) {
        const items = value as unknown[]
        if (items.length > 0) json[name] = items.map((item) => field.write(item))
      } else if (field.optional || !isDefault(value)) {
        json[name] = field.write(value)
      }
    }
    return json
  }
}

export function jsonReader<T extends object>(
  name: string,
  fields: readonly JsonField[],
  create: () => T,
): (json: unknown, depth?: number) => T {
  const special = wellKnown.get(name)
  if (special) return (json) => Object.assign(create(), special.read(json))
  const converters = lazily(() => fields.map(converter))
  return (json, depth = 0) => {
    if (!isObject(json)) refuse(`an object for ${name}`, json)
    if (depth > maxDepth) throw new TypeError(`more than ${maxDepth} messages within one another`)
    const message = create()
    for (const field of converters()) {
      const value = given(json, field)
      // `null` stands for absent, except where it is itself a value.
      if (value === undefined || (value === null && field.type !== 'google.protobuf.Value')) continue
      ;(message as Json)[field.name] = readField(field, value, depth)
    }
    return message
  }
}

function readField(field: Converter, value: unknown, depth: number): unknown {
  try {
    if (field.mapKey) return readMap(field, field.mapKey, value, depth)
    if (!field.repeated) return field.read(value, depth)
    if (!Array.isArray(value)) refuse('an array', value)
    return value.map((item) => field.read(item, depth))
  } catch (error) {
    throw error instanceof TypeError ? new TypeError(`${field.name}: ${error.message}`) : error
  }
}

function readMap(field: Converter, keyType: string, value: unknown, depth: number): Json {
  if (!isObject(value)) refuse('an object', value)
  const key = scalarConverter(keyType)
  const entries = Object.entries(value).map(([name, item]) => {
    const read = keyType === 'bool' && /^(true|false)$/.test(name) ? name : String(key.read(name, depth))
    return [read, field.read(item, depth)] as const
  })
  return Object.fromEntries(entries)
}

function isDefault(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0
  return value === '' || value === false || Object.is(value, 0)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function given(json: Json, { name, jsonName, protoName }: JsonField): unknown {
  if (Object.hasOwn(json, name)) return json[name]
  if (jsonName !== undefined && Object.hasOwn(json, jsonName)) return json[jsonName]
  return protoName !== undefined && Object.hasOwn(json, protoName) ? json[protoName] : undefined
}

/** The messages of `google.protobuf` that have a JSON of their own. @module */
import { refuse } from './refuse.ts'
import { scalarConverter } from './scalars.ts'

/** A message as JSON, and JSON as the fields of a message. */
interface Mapping {
  write(message: object): unknown
  /** @throws TypeError for JSON that is no such message */
  read(json: unknown): object
}

function mapping<T extends object>(write: (message: T) => unknown, read: (json: unknown) => T): Mapping {
  return { write: (message) => write(message as T), read }
}

interface Time {
  readonly seconds: number
  readonly nanos: number
}

/** `.5` as `.500`: protobuf's JSON has none, three, six or nine digits. */
function fraction(nanos: number): string {
  if (nanos === 0) return ''
  const digits = String(nanos).padStart(9, '0')
  return `.${digits.replace(/(000){1,2}$/, '')}`
}

const timestamp = mapping<Time>(
  ({ seconds, nanos }) => new Date(seconds * 1000).toISOString().replace('.000Z', `${fraction(nanos)}Z`),
  (json) => {
    const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i
    const match = typeof json === 'string' ? form.exec(json) : null
    const time = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN
    if (Number.isNaN(time)) return refuse('a time like 2026-05-01T12:00:00Z', json)
    return { seconds: time / 1000, nanos: Number((match?.[2] ?? '').padEnd(9, '0')) }
  },
)

const duration = mapping<Time>(
  ({ seconds, nanos }) => `${seconds < 0 || nanos < 0 ? '-' : ''}${Math.abs(seconds)}${fraction(Math.abs(nanos))}s`,
  (json) => {
    const match = typeof json === 'string' ? /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(json) : null
    if (!match) return refuse('a duration like 1.5s', json)
    const sign = match[1] ? -1 : 1
    return { seconds: sign * Number(match[2]) + 0, nanos: sign * Number((match[3] ?? '').padEnd(9, '0')) + 0 }
  },
)

const fieldMask = mapping<{ paths: readonly string[] }>(
  ({ paths }) => paths.map((path) => path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())).join(','),
  (json) => {
    if (typeof json !== 'string') return refuse('names of fields with commas between', json)
    const paths = json === '' ? [] : json.split(',')
    return { paths: paths.map((path) => path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) }
  },
)

function wrapper(type: string): Mapping {
  const convert = scalarConverter(type)
  return mapping<{ value: unknown }>(
    ({ value }) => convert.write(value),
    (json) => ({ value: convert.read(json, 0) }),
  )
}

interface Value {
  readonly nullValue?: number
  readonly numberValue?: number
  readonly stringValue?: string
  readonly boolValue?: boolean
  readonly structValue?: Struct
  readonly listValue?: ListValue
}
interface Struct {
  readonly fields: Readonly<Record<string, Value>>
}
interface ListValue {
  readonly values: readonly Value[]
}

function writeValue(value: Value): unknown {
  if (value.structValue) return writeStruct(value.structValue)
  if (value.listValue) return value.listValue.values.map(writeValue)
  return value.stringValue ?? value.numberValue ?? value.boolValue ?? null
}
function writeStruct({ fields }: Struct): unknown {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, writeValue(value)]))
}

function readValue(json: unknown): Value {
  if (json === null) return { nullValue: 0 }
  if (typeof json === 'string') return { stringValue: json }
  if (typeof json === 'number') return { numberValue: json }
  if (typeof json === 'boolean') return { boolValue: json }
  if (Array.isArray(json)) return { listValue: readList(json) }
  return { structValue: readStruct(json) }
}
function readList(json: unknown): ListValue {
  return Array.isArray(json) ? { values: json.map(readValue) } : refuse('an array', json)
}
function readStruct(json: unknown): Struct {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return refuse('an object', json)
  return { fields: Object.fromEntries(Object.entries(json).map(([name, value]) => [name, readValue(value)])) }
}

/** By full name. `google.protobuf.Any` is missing: it needs a table of every type, and is a plain message here. */
export const wellKnown: ReadonlyMap<string, Mapping> = new Map([
  ['google.protobuf.Timestamp', timestamp],
  ['google.protobuf.Duration', duration],
  ['google.protobuf.FieldMask', fieldMask],
  ['google.protobuf.DoubleValue', wrapper('double')],
  ['google.protobuf.FloatValue', wrapper('float')],
  ['google.protobuf.Int64Value', wrapper('int64')],
  ['google.protobuf.UInt64Value', wrapper('uint64')],
  ['google.protobuf.Int32Value', wrapper('int32')],
  ['google.protobuf.UInt32Value', wrapper('uint32')],
  ['google.protobuf.BoolValue', wrapper('bool')],
  ['google.protobuf.StringValue', wrapper('string')],
  ['google.protobuf.BytesValue', wrapper('bytes')],
  ['google.protobuf.Value', mapping<Value>(writeValue, readValue)],
  ['google.protobuf.Struct', mapping<Struct>(writeStruct, readStruct)],
  ['google.protobuf.ListValue', mapping<ListValue>((list) => list.values.map(writeValue), readList)],
])

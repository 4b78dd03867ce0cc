import { errors, type MicroError } from '../errors.ts'
import type { Endpoint, Node, ServiceRecord, Value } from '../registry.ts'

/** How large a record may be. What is larger is refused, so that one client can't fill the registry for all. */
export interface RegistryLimits {
  /** Characters of a service's name, a version, a node's id, an address, an endpoint's name, a metadata key. @default 255 */
  readonly text?: number
  /** Pairs of one metadata map. @default 64 */
  readonly metadata?: number
  /** Characters of one metadata value. @default 4096 */
  readonly metadataValue?: number
  /** Endpoints of one service. @default 1000 */
  readonly endpoints?: number
  /** Fields at one level of a schema. @default 256 */
  readonly fields?: number
  /** Nodes of one record. @default 1000 */
  readonly nodes?: number
  /** Characters of a whole record as JSON. @default 1 MiB */
  readonly record?: number
  /** Nodes of all services together. @default 100000 */
  readonly total?: number
}

export const defaultLimits: Required<RegistryLimits> = {
  text: 255,
  metadata: 64,
  metadataValue: 4096,
  endpoints: 1000,
  fields: 256,
  nodes: 1000,
  record: 1024 * 1024,
  total: 100_000,
}

/** Levels of fields in a schema, as Go Micro extracts them. */
const schemaDepth = 3

/**
 * A copy of `record` that nobody can change, holding what a record has and no more. Records come from other processes,
 * so their form is checked too.
 * @throws MicroError 400 `INVALID_RECORD` for a malformed record, 413 `RECORD_TOO_LARGE` for one over a limit
 */
export function checkedRecord(record: ServiceRecord, limits: Required<RegistryLimits>): ServiceRecord {
  const name = text(record.name, 'service name', limits)
  const where = `service ${name}`
  if (!Array.isArray(record.nodes) || record.nodes.length === 0) throw invalid(`${where}: no nodes`)
  if (record.nodes.length > limits.nodes) throw large(`${where}: nodes`, record.nodes.length, limits.nodes)
  if (!Array.isArray(record.endpoints)) throw invalid(`${where}: endpoints are no list`)
  if (record.endpoints.length > limits.endpoints) {
    throw large(`${where}: endpoints`, record.endpoints.length, limits.endpoints)
  }
  const copy: ServiceRecord = Object.freeze({
    name,
    version: text(record.version, `${where}: version`, limits),
    metadata: metadata(record.metadata, where, limits),
    endpoints: Object.freeze(record.endpoints.map((each) => endpoint(each, where, limits))),
    nodes: Object.freeze(record.nodes.map((each) => node(each, where, limits))),
  })
  if (new Set(copy.nodes.map((each) => each.id)).size < copy.nodes.length) throw invalid(`${where}: a node id twice`)
  const size = JSON.stringify(copy).length
  if (size > limits.record) throw large(`${where}: characters`, size, limits.record)
  return copy
}

function node(value: Node, where: string, limits: Required<RegistryLimits>): Node {
  const id = text(value.id, `${where}: node id`, limits)
  return Object.freeze({
    id,
    address: text(value.address, `${where}: address of node ${id}`, limits),
    metadata: metadata(value.metadata, `${where}, node ${id}`, limits),
  })
}

function endpoint(value: Endpoint, where: string, limits: Required<RegistryLimits>): Endpoint {
  const name = text(value.name, `${where}: endpoint name`, limits)
  return Object.freeze({
    name,
    request: schema(value.request, `${where}, endpoint ${name}`, limits, schemaDepth),
    response: schema(value.response, `${where}, endpoint ${name}`, limits, schemaDepth),
    metadata: metadata(value.metadata, `${where}, endpoint ${name}`, limits),
  })
}

function schema(value: Value | null, where: string, limits: Required<RegistryLimits>, depth: number): Value | null {
  return value === null ? null : field(value, where, limits, depth)
}

function field(value: Value, where: string, limits: Required<RegistryLimits>, depth: number): Value {
  const name = text(value.name, `${where}: field name`, limits)
  const type = text(value.type, `${where}: type of ${name}`, limits)
  const values = value.values
  if (values === null) return Object.freeze({ name, type, values })
  if (!Array.isArray(values)) throw invalid(`${where}: fields of ${name} are no list`)
  if (depth === 0 && values.length > 0) throw invalid(`${where}: a schema deeper than ${schemaDepth}`)
  if (values.length > limits.fields) throw large(`${where}: fields of ${name}`, values.length, limits.fields)
  return Object.freeze({
    name,
    type,
    values: Object.freeze(values.map((each) => field(each, where, limits, depth - 1))),
  })
}

function metadata(
  value: Readonly<Record<string, string>>,
  where: string,
  limits: Required<RegistryLimits>,
): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) throw invalid(`${where}: metadata is no map`)
  const keys = Object.keys(value)
  if (keys.length > limits.metadata) throw large(`${where}: metadata`, keys.length, limits.metadata)
  // No prototype: a key such as `__proto__` is a key like any other.
  const copy: Record<string, string> = Object.create(null)
  for (const key of keys) {
    const one = value[key]
    if (typeof one !== 'string') throw invalid(`${where}: metadata ${show(key)} is no text`)
    if (one.length > limits.metadataValue) {
      throw large(`${where}: metadata ${show(key)}`, one.length, limits.metadataValue)
    }
    copy[text(key, `${where}: metadata key`, limits)] = one
  }
  return Object.freeze(copy)
}

function text(value: string, what: string, limits: Required<RegistryLimits>): string {
  if (typeof value !== 'string' || value === '') throw invalid(`${what} is empty`)
  if (value.length > limits.text) throw large(`${what}: characters`, value.length, limits.text)
  if (/\p{Cc}/u.test(value)) throw invalid(`${what} ${show(value)} has a control character`)
  return value
}

function show(value: string): string {
  return JSON.stringify(value.length > 64 ? `${value.slice(0, 64)}…` : value)
}

function invalid(detail: string): MicroError {
  return errors.badRequest('micro.registry', detail, { reason: 'INVALID_RECORD', domain: 'micro.registry' })
}

function large(what: string, size: number, limit: number): MicroError {
  const detail = `${what}: ${size}, at most ${limit}`
  return errors.tooLarge('micro.registry', detail, { reason: 'RECORD_TOO_LARGE', domain: 'micro.registry' })
}

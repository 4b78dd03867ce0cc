import { checkedRecord, defaultLimits, type Endpoint, type Node, type ServiceRecord, type Value } from '@micro/core'
import { goJson, goMap } from './go-json.ts'
import { nodeKey } from './keys.ts'

/** Go Micro's version where none is given. */
const defaultVersion = 'latest'

/** What is kept at a node's key: the record as Go Micro's JSON, with this node alone. */
export function encodeValue({ name, version, metadata, endpoints }: ServiceRecord, node: Node): Buffer {
  return Buffer.from(
    goJson({
      name,
      version,
      metadata: goMap(metadata),
      endpoints: endpoints.map(toEndpoint),
      nodes: [{ id: node.id, address: node.address, metadata: goMap(node.metadata) }],
    }),
  )
}

/**
 * Reads what is kept at `key`: a record with one node.
 * @throws Error that says what is wrong with it, for whoever wrote it: Go Micro never does
 */
export function decodeValue(key: Uint8Array, value: Uint8Array): ServiceRecord {
  const json = fields(JSON.parse(Buffer.from(value).toString()), 'the value')
  const nodes = list(json.nodes, 'nodes').map(fromNode)
  const record = checkedRecord(
    {
      name: text(json.name, 'name'),
      version: text(json.version, 'version') || defaultVersion,
      metadata: map(json.metadata),
      endpoints: list(json.endpoints, 'endpoints').map(fromEndpoint),
      nodes,
    },
    defaultLimits,
  )
  const [node] = record.nodes
  if (node === undefined || nodes.length > 1) throw new Error(`${nodes.length} nodes in one value`)
  if (!Buffer.from(nodeKey(record.name, node.id)).equals(key)) {
    throw new Error(`it holds node ${node.id} of ${record.name}, which belongs elsewhere`)
  }
  return record
}

// Written out, so that the order of the fields is Go's.

function toEndpoint({ name, request, response, metadata }: Endpoint): Endpoint {
  return {
    name,
    request: request && toValue(request),
    response: response && toValue(response),
    metadata: goMap(metadata),
  }
}

function toValue({ name, type, values }: Value): Value {
  return { name, type, values: values === null ? null : values.map(toValue) }
}

// From JSON. What Go has as a nil list or map it writes as null.

type Fields = Readonly<Record<string, unknown>>

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${what} is no object`)
  return value as Fields
}

function list(value: unknown, what: string): readonly unknown[] {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw new Error(`${what} is no list`)
  return value
}

function text(value: unknown, what: string): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') throw new Error(`${what} is no text`)
  return value
}

/** Its values are checked with the record. */
function map(value: unknown): Readonly<Record<string, string>> {
  return fields(value ?? {}, 'metadata') as Readonly<Record<string, string>>
}

function fromNode(value: unknown): Node {
  const { id, address, metadata } = fields(value, 'a node')
  return { id: text(id, 'node id'), address: text(address, 'address'), metadata: map(metadata) }
}

function fromEndpoint(value: unknown): Endpoint {
  const { name, request, response, metadata } = fields(value, 'an endpoint')
  return { name: text(name, 'name'), request: schema(request), response: schema(response), metadata: map(metadata) }
}

function schema(value: unknown, depth = 0): Value | null {
  if (value === null || value === undefined) return null
  // Deeper ones are refused with the record; here they must not exhaust the stack.
  if (depth > 8) throw new Error('a schema that is too deep')
  const { name, type, values } = fields(value, 'a schema')
  const inner =
    values === null || values === undefined ? null : list(values, 'fields').map((each) => field(each, depth))
  return { name: text(name, 'field name'), type: text(type, 'type'), values: inner }
}

function field(value: unknown, depth: number): Value {
  const found = schema(value, depth + 1)
  if (found === null) throw new Error('a field is null')
  return found
}

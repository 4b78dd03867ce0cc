import type { Field, MessageType } from '../description.ts'
import type { Endpoint as EndpointRecord, Value } from '../registry.ts'
import type { Endpoint } from '../server/router.ts'

/** Levels of nesting that are described, as Go Micro's: enough for a tool to draw a form. */
const maxDepth = 3

/** What the registry says of a method. */
export function describe({ method }: Endpoint): EndpointRecord {
  const metadata: Record<string, string> = {}
  if (method.kind !== 'unary') metadata.stream = 'true'
  if (method.idempotency !== 'unknown') metadata.idempotency = method.idempotency
  return {
    name: method.endpoint,
    request: schemaOf(method.request),
    response: schemaOf(method.response),
    metadata,
  }
}

/** A message as Go Micro describes one: name, type and fields. */
export function schemaOf(message: MessageType): Value {
  const name = shortName(message.name)
  return { name, type: name, values: valuesOf(message, 1) }
}

function valuesOf(message: MessageType, depth: number): readonly Value[] | null {
  if (depth > maxDepth || message.fields.length === 0) return null
  return message.fields.map((field) => describeField(field, depth))
}

function describeField(field: Field, depth: number): Value {
  const type = `${field.repeated ? '[]' : ''}${shortName(field.type)}`
  const values = field.message === undefined ? null : valuesOf(field.message(), depth + 1)
  return { name: field.name, type, values }
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

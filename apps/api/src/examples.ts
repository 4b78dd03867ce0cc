import { codes } from './codes.ts'
import { Problem, problemType } from './problem.ts'

/** A part of the API's description, as the libraries give it: checked by a linter, not by types. */
interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly example?: unknown
  readonly examples?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
}
interface Media {
  schema?: Schema
  example?: unknown
  examples?: unknown
}
interface Message {
  description?: string
  content?: Record<string, Media>
}
interface Operation {
  requestBody?: Message
  responses?: Record<string, Message>
}
export interface Description {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; examples?: Record<string, unknown> }
}

/** Gives each body and each answer of the API's description an example, put together from those of its parts. */
export function addExamples({ paths, components }: Description): void {
  const used = new Set<keyof typeof codes>()
  for (const { requestBody, responses } of Object.values(paths).flatMap((path) => Object.values(path))) {
    for (const message of [requestBody, ...Object.values(responses ?? {})]) {
      for (const [type, media] of Object.entries(message?.content ?? {})) {
        if (type === 'application/json') media.example ??= exampleOf(media.schema ?? {}, components.schemas)
        if (type !== problemType) continue
        const named = codesIn(message?.description ?? '')
        for (const code of named) used.add(code)
        media.examples = Object.fromEntries(named.map((code) => [code, { $ref: `#/components/examples/${code}` }]))
      }
    }
  }
  components.examples = Object.fromEntries([...used].sort().map((code) => [code, problemExample(code)]))
}

/** The codes that a description names. */
function codesIn(description: string): (keyof typeof codes)[] {
  return (Object.keys(codes) as (keyof typeof codes)[]).filter((code) => description.includes(`\`${code}\``))
}

function problemExample(code: keyof typeof codes) {
  const problem = new Problem(code)
  const value = problem.document('/api/v2/…', '4bf92f3577b34da6a3ce929d0e0e4736')
  return { summary: problem.title, value }
}

/** @returns undefined where a part has nothing to show */
function exampleOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): unknown {
  if (schema.$ref !== undefined) return exampleOf(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas)
  const said = schema.examples?.[0] ?? schema.example ?? schema.default ?? schema.const ?? schema.enum?.[0]
  if (said !== undefined) return said
  if (schema.anyOf?.[0] !== undefined) return exampleOf(schema.anyOf[0], schemas)
  if (schema.items !== undefined) return [exampleOf(schema.items, schemas)]
  if (schema.type === 'boolean') return false
  if (schema.type !== 'object') return undefined
  const parts = Object.entries(schema.properties ?? {}).map(([name, part]) => [name, exampleOf(part, schemas)])
  return Object.fromEntries(parts)
}

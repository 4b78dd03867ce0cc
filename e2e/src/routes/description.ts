/** JSON Schema as far as the gateway's description uses it, references put in place. */
export interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly minItems?: number
  readonly uniqueItems?: boolean
  readonly pattern?: string
  readonly format?: string
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: Schema
}

/** One route, as the platform that runs describes it. */
export interface Operation {
  /** `POST /orders/{id}/accept`: the method, and the path below `/api/v2`. */
  readonly name: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  /** Of its JSON body, if it takes one. */
  readonly body?: Schema
}

interface Described {
  readonly parameters?: readonly (Omit<Parameter, 'required'> & { readonly required?: boolean })[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> }
}

/** Every route of a gateway. @param url without a path */
export async function operations(url: string): Promise<readonly Operation[]> {
  const response = await fetch(`${url}/openapi.json`)
  const document = (await response.json()) as { paths: Record<string, Record<string, Described>> }
  return Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/api/v2/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) =>
        operation(method.toUpperCase(), path.slice('/api/v2'.length), resolved(document, described)),
      ),
    )
}

function operation(method: string, path: string, { parameters = [], requestBody }: Described): Operation {
  const body = requestBody?.content['application/json']?.schema
  return {
    name: `${method} ${path}`,
    method,
    path,
    parameters: parameters.map((each) => ({ ...each, required: each.required ?? false })),
    ...(body !== undefined && { body }),
  }
}

/** The value with each `$ref` replaced by what it names. */
function resolved<T>(document: unknown, value: T): T {
  if (Array.isArray(value)) return value.map((each: unknown) => resolved(document, each)) as T
  if (value === null || typeof value !== 'object') return value
  if ('$ref' in value && typeof value.$ref === 'string') {
    const parts = value.$ref.slice('#/'.length).split('/')
    const target = parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], document)
    return resolved(document, target) as T
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(document, each)])) as T
}

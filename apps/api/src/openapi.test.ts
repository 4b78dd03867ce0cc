import { describe, expect, test } from 'vitest'
import { testApi } from '../test/fakes.ts'
import { examples } from '../test/routes.ts'
import { codes } from './codes.ts'
import { anyone, maybeSignedIn, signedIn } from './routes/security.ts'

interface Media {
  readonly schema?: unknown
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>
}
interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security?: readonly object[]
  readonly parameters?: readonly { in: string; name: string; required?: boolean; schema: { type?: string } }[]
  readonly requestBody?: {
    content: Record<string, Media & { schema: { additionalProperties?: unknown } }>
    required?: boolean
  }
  readonly responses: Record<string, { description: string; content?: Record<string, Media> }>
}
interface Document {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: {
    readonly schemas: Record<string, object>
    readonly securitySchemes: Record<string, object>
    readonly examples: Record<string, { value: object }>
  }
}

const { app } = testApi()
const document = (await app.inject('/openapi.json')).json<Document>()
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
)
const byName = new Map(operations.map(({ name, operation }) => [name, operation]))

/** Every `$ref` in it. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : references(inner)))
}

describe('the API’s description', () => {
  test('is OpenAPI 3.1 of exactly the routes there are', () => {
    expect(document.openapi).toBe('3.1.0')
    expect([...byName.keys()].sort()).toEqual(examples.map(({ method, route }) => `${method} ${route}`).sort())
  })

  test('names each operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(ids).not.toContain(undefined)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('refers to nothing that is not in it', () => {
    const names = new Set(references(document))
    expect(names.size).toBeGreaterThan(10)
    for (const reference of names) {
      const [, , room = '', name = ''] = reference.split('/')
      expect(document.components).toHaveProperty([room, name])
    }
  })

  test('describes a problem as RFC 9457 has it, with our own members', () => {
    const required = ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId']
    expect(document.components.schemas.Problem).toMatchObject({ required })
  })

  test('leaves what development alone has out of production', async () => {
    const production = testApi({ development: false })
    const paths = (await production.app.inject('/openapi.json')).json<Document>().paths
    expect(Object.keys(paths).filter((path) => path.includes('/dev/'))).toEqual([])
  })
})

describe.each(examples.map((each) => [`${each.method} ${each.route}`, each] as const))('%s', (name, example) => {
  const operation = byName.get(name)

  test('says what it is and what it answers', () => {
    expect(operation?.summary).toBeTruthy()
    expect(operation?.tags).toHaveLength(1)
    const success = Object.keys(operation?.responses ?? {}).filter((status) => status.startsWith('2'))
    expect(success).toEqual([String(example.status)])
  })

  test('says which problems it has, by their codes', () => {
    const answers = Object.entries(operation?.responses ?? {}).filter(([status]) => Number(status) >= 400)
    expect(answers.map(([status]) => status)).toEqual(expect.arrayContaining(['500', '503', '504']))
    for (const [status, { description, content }] of answers) {
      const named = [...description.matchAll(/`([A-Z_]+)`/g)].map((match) => match[1])
      expect(named.length).toBeGreaterThan(0)
      for (const code of named) expect(codes).toHaveProperty([code as string, 'status'], Number(status))
      const { schema, examples: shown = {}, ...rest } = content?.['application/problem+json'] ?? {}
      expect(schema).toEqual({ $ref: '#/components/schemas/Problem' })
      expect(rest).toEqual({})
      expect(Object.keys(shown).sort()).toEqual(named.sort())
      for (const code of named) {
        expect(document.components.examples[code as string]?.value).toMatchObject({ code, status: Number(status) })
      }
    }
  })

  test('says what it takes', () => {
    const [type, media] = Object.entries(operation?.requestBody?.content ?? {})[0] ?? []
    expect(type).toBe(example.form ? 'multipart/form-data' : example.body && 'application/json')
    expect(media?.schema.additionalProperties).toBe(type && false)
    const key = operation?.parameters?.find((each) => each.in === 'header' && each.name === 'idempotency-key')
    expect(key?.required).toBe(example.key === undefined ? undefined : example.key === 'required')
    const inPath = operation?.parameters?.filter((each) => each.in === 'path').map((each) => each.name)
    expect(inPath ?? []).toEqual([...example.route.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))
  })

  test('shows what it takes and what it answers, with nothing left out', () => {
    const success = Object.entries(operation?.responses ?? {}).filter(([status]) => status.startsWith('2'))
    for (const [, { content = {} }] of [...success, ['body', { content: operation?.requestBody?.content }] as const]) {
      const json = content['application/json']
      if (json === undefined) continue
      expect(json.example).toBeDefined()
      // What could not be shown would be undefined, and null once it is JSON within a list.
      const required = (json.schema as { required?: string[] }).required ?? []
      for (const name of required) expect(json.example).toHaveProperty([name])
      expect(JSON.stringify(json.example)).not.toContain('[null]')
    }
  })

  test('says whether one must be signed in', () => {
    expect(operation?.responses).toHaveProperty(example.signedIn ? ['401'] : ['500'])
    // A route without a word on it is one that forgot.
    const rules = example.signedIn ? [signedIn] : [anyone, maybeSignedIn]
    expect(rules).toContainEqual(operation?.security)
  })
})

describe('the page to try it', () => {
  test('comes whole from here, and loads nothing from elsewhere', async () => {
    for (const url of ['/docs', '/docs/']) {
      const page = await app.inject(url)
      expect(page.statusCode).toBe(200)
      const policy = String(page.headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toMatch(/https?:|unsafe-eval|upgrade-insecure-requests/)
      const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] as string)
      expect(files.length).toBeGreaterThan(4)
      for (const file of files) {
        const { pathname, origin } = new URL(file, `http://renting.test${url}`)
        expect(origin).toBe('http://renting.test')
        const loaded = await app.inject(pathname)
        expect(loaded.statusCode, file).toBe(200)
        expect(loaded.headers['x-content-type-options']).toBe('nosniff')
        expect(loaded.headers['content-type']).toMatch(/^(text\/css|image\/png|(text|application)\/javascript)/)
      }
      // A policy without inline scripts holds only if there are none.
      expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/)
    }
  })

  test('reads the description that is here, and asks no validator', async () => {
    const script = (await app.inject('/docs/static/swagger-initializer.js')).body
    expect(script).toContain('"validatorUrl":null')
    expect((await app.inject('/docs/json')).json()).toEqual(document)
  })
})

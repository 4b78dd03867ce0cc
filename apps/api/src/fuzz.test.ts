import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { allowed, type Schema, spoilt, strange } from '../test/arbitrary.ts'
import { bearer, testApi } from '../test/fakes.ts'
import { examples, field, file, form, formType, request } from '../test/routes.ts'

interface Operation {
  readonly parameters?: readonly {
    readonly in: string
    readonly name: string
    readonly required?: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

// Each property is some thousand requests.
vi.setConfig({ testTimeout: 180_000 })

const { app, log } = testApi()
const paths: Record<string, Record<string, Operation>> = (await app.inject('/openapi.json')).json().paths
const routes = examples.map((example) => {
  const operation = paths[example.route]?.[example.method.toLowerCase()]
  if (operation === undefined) throw new Error(`${example.route} is not described`)
  return { example, operation, body: operation.requestBody?.content['application/json']?.schema }
})
const withBody = routes.flatMap(({ body, ...rest }) => (body === undefined ? [] : [{ ...rest, body }]))
const forms = routes.filter(({ example }) => example.form)

let cases = 0
afterAll(() => {
  // What was tried is for people to read.
  console.log(`${cases} requests, none of which broke the gateway`)
})

/** Sends it, and holds the answer to what the description says: one of its own, or a problem that it names. */
async function send(
  { operation, example }: Pick<(typeof routes)[number], 'operation' | 'example'>,
  sent: InjectOptions,
) {
  cases += 1
  const response = await app.inject(sent)
  const { statusCode, headers } = response
  if (statusCode < 400) {
    expect([example.status, 304]).toContain(statusCode)
    return response
  }
  expect(statusCode, response.body).toBeLessThan(500)
  expect(headers['content-type']).toBe('application/problem+json')
  const { code, status, detail, errors } = response.json()
  expect(status).toBe(statusCode)
  expect(detail).not.toBe('')
  expect(operation.responses[statusCode]?.description, `${example.route} does not say ${statusCode} ${code}`).toContain(
    `\`${code}\``,
  )
  if (code === 'BAD_INPUT') expect(errors.length).toBeGreaterThan(0)
  return response
}

/** A request for a route, with these in place of what its example has. */
function made(
  example: (typeof examples)[number],
  { body, query, headers }: { body?: string; query?: object; headers?: object },
) {
  const { payload, ...sent } = request(example)
  const url = example.url.split('?', 1)[0] ?? ''
  const search =
    query === undefined
      ? ''
      : `?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]))}`
  return {
    ...sent,
    url: `${url}${query === undefined ? example.url.slice(url.length) : search}`,
    headers: { ...sent.headers, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? payload && { payload } : { payload: body }),
  } as InjectOptions
}

const each = <T>(list: readonly T[]) => fc.constantFrom(...list)

describe('no request breaks the gateway', () => {
  test('with a body that the description allows', async () => {
    const sent = each(withBody).chain((route) => fc.tuple(fc.constant(route), allowed(route.body)))
    await fc.assert(
      fc.asyncProperty(sent, async ([route, body]) => {
        const { statusCode, body: answer } = await send(route, made(route.example, { body: JSON.stringify(body) }))
        // What two fields say together no schema says: that a stay ends after it begins.
        const reasons = statusCode < 400 ? [] : JSON.parse(answer).errors.map(({ path }: { path: string }) => path)
        expect(['/checkOut', '/to', '/timeZone', undefined]).toContain(reasons[0])
      }),
      { numRuns: 1500 },
    )
  })

  test('with a body that is wrong in one thing', async () => {
    const sent = each(withBody).chain((route) => fc.tuple(fc.constant(route), spoilt(allowed(route.body))))
    await fc.assert(
      fc.asyncProperty(sent, async ([route, body]) => {
        await send(route, made(route.example, { body: JSON.stringify(body) ?? '' }))
      }),
      { numRuns: 2500 },
    )
  })

  test('with a field that is not known, which is refused by its name', async () => {
    const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !['__proto__'].includes(text))
    const sent = each(withBody).chain((route) => fc.tuple(fc.constant(route), allowed(route.body), name, strange))
    await fc.assert(
      fc.asyncProperty(sent, async ([route, body, unknown, value]) => {
        fc.pre(!Object.hasOwn(route.body.properties ?? {}, unknown))
        const whole = JSON.stringify({ ...(body as object), [unknown]: value ?? null })
        fc.pre(Buffer.byteLength(whole) < 65_536)
        const response = await send(route, made(route.example, { body: whole }))
        const path = `/${unknown.replaceAll('~', '~0').replaceAll('/', '~1')}`
        expect(response.json().errors).toContainEqual({ path, message: 'is not known here' })
      }),
      { numRuns: 1000 },
    )
  })

  test('with a body that is hardly JSON', async () => {
    const body = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.json().map((text) => text.slice(1)),
      fc.constant('['.repeat(60_000)),
    )
    await fc.assert(
      fc.asyncProperty(each(withBody), body, async (route, text) => {
        await send(route, made(route.example, { body: text }))
      }),
      { numRuns: 800 },
    )
  })

  test('with a query of whatever', async () => {
    const sent = each(routes).chain((route) => {
      const known = (route.operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
      const values = known.map(({ name, schema }) => [name, fc.oneof(allowed(schema), fc.string(), strange)] as const)
      const query = fc.record(Object.fromEntries([...values, ['checkin', fc.string()]]), {
        requiredKeys: [],
        noNullPrototype: true,
      })
      return fc.tuple(fc.constant(route), query)
    })
    await fc.assert(
      fc.asyncProperty(sent, async ([route, query]) => {
        const response = await send(route, made(route.example, { query }))
        if ('checkin' in query) expect(response.statusCode).toBe(400)
      }),
      { numRuns: 1500 },
    )
  })

  test('with whatever for the ids in its path', async () => {
    const id = fc.oneof(
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
      fc.string({ minLength: 200, maxLength: 400 }),
    )
    const withId = routes.filter(({ example }) => example.route.includes('{'))
    await fc.assert(
      fc.asyncProperty(each(withId), id, async (route, text) => {
        const [, query = ''] = route.example.url.split('?')
        const url = `${route.example.route.replace(/\{\w+\}/, encodeURIComponent(text)).replace(/\{\w+\}/, 'x')}?${query}`
        const { statusCode } = await app.inject({ ...request(route.example), url })
        cases += 1
        expect([route.example.status, 400, 404, 414]).toContain(statusCode)
      }),
      { numRuns: 800 },
    )
  })

  test('with headers of whatever', async () => {
    const value = fc.string({ unit: fc.constantFrom(...'aZ09 ",;=*/\\<>%éW'), maxLength: 300 })
    const names = [
      'authorization',
      'cookie',
      'origin',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'traceparent',
      'content-type',
    ]
    const headers = fc.record(Object.fromEntries(names.map((name) => [name, value])), {
      requiredKeys: [],
      noNullPrototype: true,
    })
    await fc.assert(
      fc.asyncProperty(each(routes), headers, async (route, sent) => {
        await send(route, made(route.example, { headers: sent }))
      }),
      { numRuns: 1500 },
    )
  })

  test('with a form of whatever, whole or not', async () => {
    const name = fc.constantFrom('file', 'title', '__proto__', 'constructor', '')
    const part = fc.tuple(name, fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean())
    const parts = fc.array(
      part.map(([key, text, isFile]) => (isFile ? file(key, text) : field(key, text))),
      { maxLength: 3 },
    )
    const cut = fc.oneof(fc.constant(0), fc.nat({ max: 400 }))
    await fc.assert(
      fc.asyncProperty(each(forms), parts, cut, async (route, all, less) => {
        const whole = form(...all)
        const payload = whole.subarray(0, Math.max(0, whole.length - less))
        const sent = {
          ...request(route.example),
          headers: { ...bearer('landlord'), 'content-type': formType },
          payload,
        }
        await send(route, sent)
      }),
      { numRuns: 500 },
    )
  })

  test('nor is any of it our own fault', () => {
    expect(cases).toBeGreaterThan(8000)
    expect(log.error).not.toHaveBeenCalled()
  })
})

import fc from 'fast-check'
import type { RequestOptions } from '../client.ts'
import type { Operation, Schema } from '../routes/description.ts'
import { optionsOf, pathOf, type Sample } from '../routes/samples.ts'
import { nasty, unstorable, wrongTexts, wrongValues } from './values.ts'

/** A place in a request where something wrong can stand. */
export interface Spot {
  /** Of what, such as `POST /houses body /price/amount`. */
  readonly name: string
  readonly route: string
  /** What the answer must name as wrong. */
  readonly pointer: string
  /** The status that must be answered. */
  readonly statuses: readonly number[]
  /** The whole request, right in all but this. */
  readonly requests: fc.Arbitrary<{ readonly path: string; readonly options: RequestOptions }>
}

type Json = Readonly<Record<string, unknown>>
const malformed = [400]

/** Every place of a route's request, given one that is right. */
export function spotsOf(operation: Operation, sample: Sample): readonly Spot[] {
  return [
    ...(operation.body === undefined ? [] : bodySpots(operation, operation.body, sample)),
    ...querySpots(operation, sample),
    ...pathSpots(operation, sample),
    ...keySpots(operation, sample),
  ]
}

function bodySpots({ name }: Operation, schema: Schema, sample: Sample): Spot[] {
  const path = pathOf(name, sample)
  const send = (body: unknown): { path: string; options: RequestOptions } => ({
    path,
    options: { ...optionsOf(name, sample, 'wrong'), body: typeof body === 'string' ? body : JSON.stringify(body) },
  })
  const spot = (what: string, pointer: string, bodies: fc.Arbitrary<unknown>): Spot => ({
    name: `${name} body ${what}`,
    route: name,
    pointer,
    statuses: malformed,
    requests: bodies.map(send),
  })
  const whole = sample.body ?? {}
  const others = fc.oneof(
    fc.constantFrom(
      '{',
      '[]',
      'null',
      '"text"',
      '1',
      'true',
      '{"a":1}}',
      "{'a':1}",
      'NaN',
      '\u0000',
      '{"a":undefined}',
    ),
    fc.array(fc.jsonValue()),
  )
  return [spot('as a whole', '', others), ...objectSpots(schema, '', whole, (change) => change(whole), spot)]
}

/** Of an object and all that is in it. @param put puts a changed object where it belongs in the body */
function objectSpots(
  schema: Schema,
  at: string,
  value: Json,
  put: (change: (value: Json) => Json) => Json,
  spot: (what: string, pointer: string, bodies: fc.Arbitrary<unknown>) => Spot,
): Spot[] {
  const { properties = {}, required = [] } = schema
  const set = (key: string, to: unknown) => (object: Json) => Object.fromEntries([...Object.entries(object), [key, to]])
  const unknown = fc
    .oneof(fc.string({ minLength: 1 }), fc.constantFrom('__proto__', 'constructor', 'toString', 'id', 'admin'))
    .filter((key) => !Object.hasOwn(properties, key))
  const spots = [
    spot(
      `${at}/<unknown>`,
      at,
      fc.tuple(unknown, fc.jsonValue()).map(([key, to]) => put(set(key, to))),
    ),
  ]
  for (const key of required) {
    const without = put((object) => Object.fromEntries(Object.entries(object).filter(([each]) => each !== key)))
    spots.push(spot(`${at}/${key} missing`, `${at}/${key}`, fc.constant(without)))
  }
  for (const [key, each] of Object.entries(properties)) {
    const pointer = `${at}/${key}`
    spots.push(
      spot(
        pointer,
        pointer,
        wrongValues(each).map((wrong) => put(set(key, wrong))),
      ),
    )
    const inner = value[key]
    if (each.type === 'object' && typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      const deeper = (change: (value: Json) => Json) => put(set(key, change(inner as Json)))
      spots.push(...objectSpots(each, pointer, inner as Json, deeper, spot))
    }
    if (each.type === 'array' && each.items !== undefined) {
      spots.push(
        spot(
          `${pointer}/0`,
          pointer,
          wrongValues(each.items).map((wrong) => put(set(key, [wrong]))),
        ),
      )
    }
  }
  return spots
}

function querySpots({ name, parameters }: Operation, sample: Sample): Spot[] {
  const declared = parameters.filter((each) => each.in === 'query')
  if (declared.length === 0) return []
  const spot = (what: string, pointer: string, paths: fc.Arbitrary<string>): Spot => ({
    name: `${name} query ${what}`,
    route: name,
    pointer,
    statuses: malformed,
    requests: paths.map((path) => ({ path, options: optionsOf(name, sample, 'wrong') })),
  })
  const { query = {} } = sample
  const path = (changed: Readonly<Record<string, string>>) => pathOf(name, { ...sample, query: changed })
  const unknown = fc.stringMatching(/^[a-zA-Z_]{1,12}$/).filter((key) => !declared.some((each) => each.name === key))
  const spots = [
    spot(
      '<unknown>',
      '',
      unknown.map((key) => path({ ...query, [key]: '1' })),
    ),
  ]
  for (const { name: key, schema, required } of declared) {
    const texts = wrongTexts(schema)
    if (texts !== undefined)
      spots.push(
        spot(
          key,
          `/${key}`,
          texts.map((text) => path({ ...query, [key]: text })),
        ),
      )
    const { [key]: value = '1', ...rest } = query
    spots.push(spot(`${key} twice`, `/${key}`, fc.constant(`${path({ ...rest, [key]: value })}&${key}=${value}`)))
    if (required) spots.push(spot(`${key} missing`, `/${key}`, fc.constant(path(rest))))
  }
  return spots
}

function pathSpots({ name, parameters }: Operation, sample: Sample): Spot[] {
  const wrong = fc.oneof(
    fc.constantFrom(...[...nasty, ...unstorable].filter((text) => text.isWellFormed() && /[^\w.~-]/.test(text))),
    fc.integer({ min: 65, max: 2000 }).map((length) => 'x'.repeat(length)),
    fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed() && /[^\w.~-]/.test(text)),
  )
  return parameters
    .filter((each) => each.in === 'path')
    .map(({ name: key }) => ({
      name: `${name} path {${key}}`,
      route: name,
      pointer: `/${key}`,
      // An address that is not there may be said not to be there.
      statuses: [400, 404, 414],
      requests: wrong.map((text) => ({
        path: pathOf(name, { ...sample, params: { ...sample.params, [key]: text } }),
        options: optionsOf(name, sample, 'wrong'),
      })),
    }))
}

function keySpots({ name, parameters }: Operation, sample: Sample): Spot[] {
  const header = parameters.find((each) => each.in === 'header' && each.name.toLowerCase() === 'idempotency-key')
  if (header === undefined) return []
  const path = pathOf(name, sample)
  const spot = (what: string, requests: Spot['requests']): Spot => ({
    name: `${name} header ${what}`,
    route: name,
    pointer: '/Idempotency-Key',
    statuses: malformed,
    requests,
  })
  const long = fc.integer({ min: 256, max: 3000 }).map((length) => 'k'.repeat(length))
  const { key: _, ...keyless } = optionsOf(name, sample, 'wrong')
  return [
    spot(
      'Idempotency-Key too long',
      long.map((key) => ({ path, options: { ...keyless, key } })),
    ),
    ...(header.required ? [spot('Idempotency-Key missing', fc.constant({ path, options: keyless }))] : []),
  ]
}

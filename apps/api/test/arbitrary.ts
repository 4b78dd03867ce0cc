/** Values as the API's description has them, and such as it has not. */
import fc from 'fast-check'

export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly items?: Schema
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

const dates = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

/** A value that the schema allows. */
export function allowed(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'string':
      return allowedText(schema)
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1000, Number.MAX_SAFE_INTEGER) })
    case 'number':
      return fc.double({
        min: schema.exclusiveMinimum ?? 0,
        max: schema.maximum ?? 1000,
        minExcluded: true,
        noNaN: true,
      })
    case 'boolean':
      return fc.boolean()
    case 'array': {
      const items = allowed(schema.items ?? {})
      const options = { maxLength: Math.min(schema.maxItems ?? 5, 5) }
      return schema.uniqueItems ? fc.uniqueArray(items, options) : fc.array(items, options)
    }
    case 'object': {
      const { properties = {}, required = [] } = schema
      const parts = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, allowed(part)]))
      return fc.record(parts, { requiredKeys: [...required], noNullPrototype: true })
    }
    default:
      throw new Error(`no values for ${JSON.stringify(schema)}`)
  }
}

function allowedText({ format, pattern = '', minLength = 0, maxLength = 1000 }: Schema): fc.Arbitrary<string> {
  if (format === 'date') return dates
  const shape = new RegExp(pattern)
  // Text for people may be anything, and is; what has a form of its own is made by it.
  const free = pattern === '' || shape.test('😀 <b>' + "' or 1=1")
  const text = free
    ? fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) })
    : fc.stringMatching(shape)
  return text.filter((each) => each.length >= minLength && [...each].length <= maxLength && shape.test(each))
}

/** What JSON can hold and hardly any field may. It also holds text that no encoding has: halves of surrogate pairs. */
export const strange = fc.oneof(
  fc.jsonValue({ stringUnit: 'binary' }),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.constantFrom<unknown>(
    null,
    '',
    '\u0000',
    '\ud800',
    'a\udfff',
    '2',
    '9999-12-31',
    '0000-00-00',
    -1,
    0,
    1.5,
    1e21,
    Number.MAX_SAFE_INTEGER,
    2 ** 31,
    [],
    {},
    [[[[[[]]]]]],
    { __proto__: null, constructor: {} },
    'x'.repeat(2000),
    Array.from({ length: 10_000 }, () => '1'),
    deep(2000),
  ),
)

function deep(levels: number): unknown {
  let value: unknown = []
  for (let i = 0; i < levels; i++) value = [value]
  return value
}

/** A body with one thing wrong, or with what looks wrong: a value changed, taken away or added, wherever. */
export function spoilt(body: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(body, fc.nat(), fc.constantFrom('change', 'remove', 'add'), strange)
    .map(([value, at, how, other]) => {
      const copy = structuredClone(value)
      const places = placesIn(copy)
      const [holder, key] = places[at % Math.max(1, places.length)] ?? []
      if (holder === undefined || key === undefined) return other
      if (how === 'remove') delete holder[key]
      else holder[how === 'add' ? `${key}x` : key] = other
      return copy
    })
}

type Holder = Record<string, unknown>

function placesIn(value: unknown): [Holder, string][] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Holder
  return Object.keys(holder).flatMap((key): [Holder, string][] => [[holder, key], ...placesIn(holder[key])])
}

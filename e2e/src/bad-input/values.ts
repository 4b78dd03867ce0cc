import fc from 'fast-check'
import type { Schema } from '../routes/description.ts'

/** Text that some program somewhere has taken for more than text. */
export const nasty: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '$'.concat('{7*7}'),
  '{{7*7}}',
  '#{7*7}',
  '<%= 7*7 %>',
  "'; DROP TABLE house; --",
  "' OR '1'='1",
  '" OR ""="',
  '%27%20OR%201=1',
  'a%_\\b',
  '../../../etc/passwd',
  '..\\..\\windows',
  '%s%n%x',
  'a\r\nSet-Cookie: session=evil',
  '__proto__',
  'constructor',
  '\u202Etxt.exe',
  'zero\u200Bwidth\uFEFFand\u2060',
  '👩‍👩‍👧‍👦 🏳️‍🌈 한국어 العربية ไทย',
  'Z̴̧a̶l̷g̸o',
  '=1+1',
  '\u0001\u007F\u0085',
  'null',
  'NaN',
  '1e999',
]

/** What JSON can say and UTF-8 or PostgreSQL can't. */
export const unstorable: readonly string[] = ['\u0000', 'a\u0000b', '\ud800', 'a\udfff', '\udc00\ud800']

const badDates = [
  'tomorrow',
  '2026-02-30',
  '2026-13-01',
  '2026-00-10',
  '20261224',
  '2026-1-1',
  '+12026-01-01',
  '10000-01-01',
  '2026-12-24T00:00:00Z',
  ' 2026-12-24',
  '',
]

const otherwise = {
  text: fc.string({ unit: 'binary' }),
  number: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
  truth: fc.boolean(),
  list: fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }),
  thing: fc.dictionary(fc.string(), fc.integer(), { maxKeys: 3 }),
  nothing: fc.constant(null),
}
type Kind = keyof typeof otherwise

const kindOf: Readonly<Record<string, Kind>> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'truth',
  array: 'list',
  object: 'thing',
  null: 'nothing',
}

/** Values that a schema does not allow, each for one reason. */
export function wrongValues(schema: Schema): fc.Arbitrary<unknown> {
  const kinds = new Set((schema.anyOf ?? [schema]).map(({ type = 'string' }) => kindOf[type] ?? 'text'))
  const others = Object.entries(otherwise).filter(([kind]) => !kinds.has(kind as Kind))
  const reasons = [...others.map(([, arbitrary]) => arbitrary), ...wrongOfKind(schema)]
  return fc.oneof(...reasons)
}

/** As `wrongValues`, of a query: all that is sent is text. @returns undefined where any text is allowed */
export function wrongTexts(schema: Schema): fc.Arbitrary<string> | undefined {
  const isNumber = schema.type === 'integer' || schema.type === 'number'
  const noNumbers = ['', 'abc', '1.5', '1e3', '0x10', ' 5', '5 ', '--1', '1,000', '９', '9'.repeat(20), 'Infinity']
  const reasons = isNumber ? [fc.constantFrom(...noNumbers)] : []
  const sendable = wrongOfKind(schema).map((each) => each.map(String).filter((text) => text.isWellFormed()))
  const all = [...reasons, ...sendable]
  return all.length === 0 ? undefined : fc.oneof(...all)
}

function wrongOfKind(schema: Schema): fc.Arbitrary<unknown>[] {
  if (schema.anyOf !== undefined) return []
  if (schema.enum !== undefined || schema.const !== undefined) {
    const allowed = schema.enum ?? [schema.const]
    return [fc.oneof(fc.string(), fc.constantFrom(...nasty)).filter((text) => !allowed.includes(text))]
  }
  switch (schema.type) {
    case 'string':
      return wrongStrings(schema)
    case 'integer':
      return [fc.constantFrom(0.5, 1e-9, 1e300, -1e300), ...outside(schema)]
    case 'number':
      return outside(schema)
    case 'array':
      return schema.maxItems === undefined
        ? []
        : [fc.integer({ min: 1, max: 50 }).map((more) => Array.from({ length: schema.maxItems! + more }, String))]
    default:
      return []
  }
}

function wrongStrings({ minLength = 0, maxLength, pattern, format }: Schema): fc.Arbitrary<unknown>[] {
  const all: fc.Arbitrary<unknown>[] = []
  if (format === 'date') all.push(fc.constantFrom(...badDates))
  if (minLength > 0) all.push(fc.constant(''))
  if (maxLength !== undefined) {
    all.push(fc.integer({ min: 1, max: 99 }).map((more) => 'x'.repeat(maxLength + more)))
  }
  if (pattern !== undefined) {
    const shape = new RegExp(pattern, 'u')
    const refused = [...nasty, ...unstorable, ' ', 'a b', 'é'].filter((text) => !shape.test(text))
    if (refused.length > 0) all.push(fc.constantFrom(...refused))
  }
  return all
}

function outside({ minimum, exclusiveMinimum, maximum }: Schema): fc.Arbitrary<number>[] {
  const all: fc.Arbitrary<number>[] = []
  if (minimum !== undefined) all.push(fc.integer({ min: 1, max: 1e6 }).map((less) => minimum - less))
  if (exclusiveMinimum !== undefined) all.push(fc.nat(1e6).map((less) => exclusiveMinimum - less))
  if (maximum !== undefined) all.push(fc.integer({ min: 1, max: 1e6 }).map((more) => maximum + more))
  return all
}

/** Values that a schema allows, whatever they mean. */
export function rightValues(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(rightValues))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const { minimum = -1000, exclusiveMinimum = 0, maximum = 2 ** 31 - 1, properties = {}, required = [] } = schema
  switch (schema.type) {
    case 'object': {
      const values = Object.entries(properties).map(([key, each]) => [key, rightValues(each)] as const)
      return fc.record(Object.fromEntries(values), { requiredKeys: required.filter((key) => key in properties) })
    }
    case 'array': {
      const size = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 5, 5) }
      const items = rightValues(schema.items ?? {})
      return schema.uniqueItems === true ? fc.uniqueArray(items, size) : fc.array(items, size)
    }
    case 'integer':
      return fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum))
    case 'number':
      return fc.double({ min: Math.max(minimum, exclusiveMinimum + 1e-9), max: maximum, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'string':
      return rightStrings(schema)
    default:
      return fc.jsonValue()
  }
}

function rightStrings({ minLength = 0, maxLength = 100, pattern = '', format }: Schema): fc.Arbitrary<string> {
  if (format === 'date') {
    const range = { min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }
    return fc.date(range).map((date) => date.toISOString().slice(0, 10))
  }
  const shape = new RegExp(pattern, 'u')
  const fits = (text: string) => [...text].length <= maxLength && [...text].length >= minLength && shape.test(text)
  const known = [...nasty, '13900000001', '000000', '11010519491231002X', '1', '0', 'CNY'].filter(fits)
  const some = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 40) }).filter(fits)
  const ascii = fc.string({ unit: fc.constantFrom(...'abcXYZ0189.~-_'), minLength, maxLength }).filter(fits)
  const either = pattern.startsWith('^[^') || pattern === '' ? [some] : [ascii]
  // A shape that random text hardly ever has leaves what is known to have it.
  return known.length > 0 && /\d\{|\\d/.test(pattern)
    ? fc.constantFrom(...known)
    : fc.oneof(...either, fc.constantFrom(...(known.length > 0 ? known : ['a'])))
}

/** Schemas that several resources share. Those of bodies refuse what they don't know; those of answers say all there is. */
import Type, { type Static, type TProperties, type TSchema } from 'typebox'

/** An object of a body: what it does not name is an error. */
export function strict<P extends TProperties>(
  properties: P,
  options: { description?: string; examples?: unknown[] } = {},
) {
  return Type.Object(properties, { ...options, additionalProperties: false })
}

/** A schema that is listed once, under its own name, and referred to elsewhere. */
export function reference<T extends TSchema & { $id?: string }>(schema: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#` })
}

export function nullable<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T> | null>({ anyOf: [schema, { type: 'null' }] })
}

export function oneOf<const V extends string>(values: readonly V[], options: object = {}) {
  return Type.Unsafe<V>({ type: 'string', enum: [...values], ...options })
}

/** Ids are opaque: all that is said of them is what characters they may have. */
export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[\\w.~-]*$', examples: ['0198c2f4-77aa-7f2e'] })

/** An id in an answer. */
export const ShownId = Type.String({ examples: ['0198c2f4-77aa-7f2e'] })

/** The address of a picture: of its own origin, or a path of this one. */
export const PictureUrl = Type.String({ examples: ['/api/v2/media/houses/0198c2f4/0198c2f5.webp'] })

/** No NUL, which no database stores, and no half of a surrogate pair, which no encoding has: JSON allows both. */
const storable = '^[^\\u0000\\ud800-\\udfff]*$'

/** Text for people. Lengths are in characters. */
export function text(minLength: number, maxLength: number, examples: string[] = []) {
  return Type.String({ minLength, maxLength, pattern: storable, ...(examples.length > 0 && { examples }) })
}

/** A whole number that the contracts carry in 32 bits. */
export function int32(minimum: number, options: { maximum?: number; examples?: number[]; description?: string } = {}) {
  return Type.Integer({ minimum, maximum: 2_147_483_647, ...options })
}

export const CalendarDate = Type.String({
  format: 'date',
  description: "A day in the house's time zone",
  examples: ['2026-12-24'],
})

export const Moment = Type.String({ format: 'date-time', description: 'UTC', examples: ['2026-11-20T04:00:00.000Z'] })

export const Money = Type.Object(
  {
    amount: Type.Integer({ description: 'In minor units', examples: [38_800] }),
    currency: Type.String({ description: 'ISO 4217', examples: ['CNY'] }),
  },
  { $id: 'Money', description: 'An amount' },
)

/** Far above any price, far below where sums lose exactness. */
const most = 100_000_000

/** An amount somebody sends. */
export function money(minimum: number) {
  return strict(
    { amount: Type.Integer({ minimum, maximum: most, examples: [38_800] }), currency: Type.Literal('CNY') },
    { description: 'In minor units' },
  )
}

/** Parameters of every list. */
export const pageQuery = {
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 512,
      pattern: '^[\\w.~=-]*$',
      description: 'nextCursor of the part before',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
}

export const PageQuery = strict(pageQuery)

export function pageOf<T extends TSchema>(item: T) {
  return Type.Object({
    items: Type.Array(item),
    nextCursor: nullable(Type.String({ description: 'For the next part; null at the end', examples: ['eyJh'] })),
  })
}

export const IdParams = Type.Object({ id: Id })

export const Nothing = strict({})

/** What others see of somebody, where who they are is not said. */
export const shownPerson = {
  name: Type.String({ examples: ['Li'] }),
  avatarUrl: nullable(PictureUrl),
}

export const Person = Type.Object(
  { id: ShownId, ...shownPerson },
  { $id: 'Person', description: 'Somebody as others see them' },
)

export const Night = Type.Object(
  { date: CalendarDate, price: reference(Money) },
  { $id: 'Night', description: 'A night and its price' },
)

export const policies = ['flexible', 'moderate', 'strict'] as const

export const CancellationPolicy = oneOf(policies, { description: 'What a cancelled booking gives back' })

/** Days from one to another, which is not included. */
export const RangeQuery = strict({ from: CalendarDate, to: CalendarDate })

/** An answer without a body. */
export function empty(description: string) {
  return Type.Unsafe<undefined>({ type: 'null', description })
}

import { Refusal } from './refusal.ts'

/** What part of a list is asked for, as the contracts carry it. */
export interface PageRequest {
  /** Where the last part ended; empty for the first part. */
  readonly cursor?: string | null | undefined
  /** 1-100; 0 for the default. */
  readonly limit?: number | null | undefined
}

/** One part of a list. */
export interface PageOf<T> {
  readonly items: readonly T[]
  /** Empty at the end. */
  readonly nextCursor: string
}

/** How many items a part has: 20 unless told. @throws Refusal INVALID_LIMIT outside 1-100 */
export function pageLimit(page: PageRequest | null | undefined): number {
  const limit = page?.limit || 20
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit
  throw new Refusal('invalid', 'INVALID_LIMIT', 'limit must be a whole number from 1 to 100')
}

/** The part that `rows` begin: read one row more than `limit` to know whether another part follows. */
export function pageOf<T>(rows: readonly T[], limit: number, keyOf: (last: T) => CursorKey): PageOf<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : '' }
}

/** What the order of a list is by, of its last item: so a list holds still while items come and go before it. */
export type CursorKey = readonly (string | number)[]

export function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/**
 * @param sample a key of this list: a cursor of another list is refused
 * @returns undefined for the first part
 * @throws Refusal INVALID_CURSOR
 */
export function decodeCursor<K extends CursorKey>(page: PageRequest | null | undefined, sample: K): K | undefined {
  if (!page?.cursor) return undefined
  const key = parseJson(Buffer.from(page.cursor, 'base64url').toString())
  const fits = Array.isArray(key) && key.length === sample.length && key.every((part, i) => isLike(part, sample[i]!))
  if (fits) return key as unknown as K
  throw new Refusal('invalid', 'INVALID_CURSOR', 'cursor is none that this list gave out')
}

/** The last moment that is written with four digits of the year. */
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** Numbers are counts, amounts and moments since 1970; a made-up cursor reaches no further than these. */
function isLike(part: unknown, sample: string | number): boolean {
  if (typeof part !== typeof sample) return false
  return typeof part === 'string' || (Number.isInteger(part) && (part as number) >= 0 && (part as number) <= latest)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

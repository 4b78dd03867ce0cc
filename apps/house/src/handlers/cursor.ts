import { decodeCursor, type PageRequest, Refusal } from '@renting/platform/values'
import type { After } from '../domain/search.ts'

/**
 * Where a list goes on. Its cursors are `[list, value, id]`, so that one of another list, or of the same list in another
 * order, is known.
 *
 * @throws Refusal INVALID_CURSOR
 */
export function afterOf(page: PageRequest | undefined, list: string): After | undefined {
  const key = decodeCursor(page, ['', 0, ''] as [string, number, string])
  if (key === undefined) return undefined
  const [of, value, id] = key
  if (of === list) return [value, id]
  throw new Refusal('invalid', 'INVALID_CURSOR', 'cursor is of another list, or of another order')
}

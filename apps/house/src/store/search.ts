import type { Stay } from '@renting/platform/values'
import type { After, HouseQuery, HouseSort } from '../domain/search.ts'
import { cardColumns } from './rows.ts'

export type { HouseQuery, HouseSort } from '../domain/search.ts'

/** A statement and what its numbers stand for. */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

/** How a list of houses is ordered. Every order ends with the id, so that it is total. */
interface Order {
  readonly column: string
  readonly direction: 'ASC' | 'DESC'
  /** A cursor's number as the column holds it: a cursor can be made up. */
  readonly value: (value: number) => number | Date
}

/** The column is an `integer`. */
const count = (value: number) => Math.min(value, 2 ** 31 - 1)

const orders: Readonly<Record<HouseSort | 'merit', Order>> = {
  newest: { column: 'created_at', direction: 'DESC', value: (value) => new Date(value) },
  popular: { column: 'order_count', direction: 'DESC', value: count },
  'price-ascending': { column: 'price', direction: 'ASC', value: (value) => value },
  'price-descending': { column: 'price', direction: 'DESC', value: (value) => value },
  merit: { column: 'merit', direction: 'DESC', value: count },
}

/** A query of the domain as one statement, for rows of `CardRow`. */
export function searchStatement(query: HouseQuery): Statement {
  const { areaId, stay, guests, minPrice, maxPrice, facilityIds, text, sort, after, limit } = query
  const list = new List()
  if (areaId !== undefined) list.where`h.area_id = ${areaId}`
  if (guests !== undefined) list.where`h.capacity >= ${guests}`
  if (minPrice !== undefined) list.where`h.price >= ${minPrice}`
  if (maxPrice !== undefined) list.where`h.price <= ${maxPrice}`
  if (facilityIds.length > 0) list.where`h.facility_ids @> ${facilityIds}::text[]`
  if (text !== undefined) contains(list, text)
  if (stay !== undefined) isFree(list, stay)
  return list.statement(orders[sort], after, limit)
}

/** What a first page shows, the best first. */
export function featuredStatement(after: After | undefined, limit: number): Statement {
  const list = new List()
  list.where`h.cover_key IS NOT NULL`
  return list.statement(orders.merit, after, limit)
}

/**
 * `OFFSET 0` keeps the planner from reading all bookings of these days at once: a page looks at few houses, and asking
 * for each is right however many there are. See docs/decisions/search.md.
 */
function isFree(list: List, { checkIn, checkOut }: Stay): void {
  list.where`NOT EXISTS (SELECT FROM booking b WHERE b.house_id = h.id AND b.taken
    AND b.check_out > ${checkIn}::date AND b.check_in < ${checkOut}::date OFFSET 0)`
  list.where`NOT EXISTS (SELECT FROM block b WHERE b.house_id = h.id
    AND b.check_out > ${checkIn}::date AND b.check_in < ${checkOut}::date OFFSET 0)`
}

/** Divides the parts on their way: no text of people has it. */
const divider = '\u001f'

/** The index finds houses that have all parts of the text somewhere; of these the text itself is looked for. */
function contains(list: List, text: string): void {
  const characters = [...text]
  const pairs = characters.slice(1).map((character, index) => `${characters[index]}${character}`)
  // Some are enough to find few houses by.
  const parts = (pairs.length > 0 ? pairs : characters).slice(0, 30).join(divider)
  list.where`parts_of(h.title || E'\n' || h.address) @> string_to_array(lower(${parts}), ${divider})`
  list.where`(strpos(lower(h.title), lower(${text})) > 0 OR strpos(lower(h.address), lower(${text})) > 0)`
}

/** A list of houses on offer, as it grows by conditions. */
class List {
  readonly #conditions: string[] = ["h.status = 'LISTED'"]
  readonly #values: unknown[] = []

  /** A condition as a template: values never become part of the statement. */
  where(parts: TemplateStringsArray, ...values: unknown[]): void {
    const condition = parts.raw.reduce((text, part, index) => `${text}${this.#add(values[index - 1])}${part}`)
    this.#conditions.push(condition)
  }

  /** The landlord is looked up for what the list shows, one by one (`OFFSET 0` again), after all else is decided. */
  statement({ column, direction, value }: Order, after: After | undefined, limit: number): Statement {
    if (after !== undefined) {
      const [comparison, [last, id]] = [direction === 'ASC' ? '>' : '<', after]
      // As a row, which an index is entered by: what the list has shown before is not read again.
      this.#conditions.push(`(h.${column}, h.id) ${comparison} (${this.#add(value(last))}, ${this.#add(id)})`)
    }
    const order = `ORDER BY h.${column} ${direction}, h.id ${direction}`
    const text = `SELECT ${cardColumns}
      FROM (SELECT h.* FROM house h WHERE ${this.#conditions.join(' AND ')} ${order} LIMIT ${this.#add(limit)}) h
      CROSS JOIN LATERAL (SELECT id, name, avatar_url FROM person WHERE id = h.landlord_id OFFSET 0) p
      ${order}`
    return { text, values: this.#values }
  }

  #add(value: unknown): string {
    return `$${this.#values.push(value)}`
  }
}

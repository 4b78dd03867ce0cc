import { districts } from './catalogue.ts'
import { demoLandlords, demoTenants } from './people.ts'

/**
 * Very many houses, each with three bookings, as SQL that each service fills its own tables from: what they share is
 * computed from a house's number alone, so that their tables agree without asking each other.
 *
 * Parameters of each statement: `$1` and `$2` the first and last number, `$3` the day that it is, a `date`.
 */
export interface BulkStep {
  /** What is made, for people to read: `houses`. */
  readonly what: string
  readonly text: string
}

/** Bookings of each house. */
export const bulkStays = 3

/** A whole number from 0 to below `below`: by a row's number, and a number for what it is about. */
export function chosen(row: string, about: number, below: number): string {
  return `((hashint8extended(${row}, ${about}) & 9223372036854775807) % ${below})`
}

/** One of a list of texts. */
export function oneOf(row: string, about: number, texts: readonly string[]): string {
  const list = texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')
  return `(ARRAY[${list}])[1 + ${chosen(row, about, texts.length)}]`
}

/** area|district|spot|street */
const spots = districts.flatMap(({ id, name, spots }) =>
  spots.flatMap((spot) => spot.streets.map((street) => [id, name, spot.name, street].join('|'))),
)
const ids = (people: readonly { readonly id: string }[]) => people.map((person) => person.id)

/** The houses, as a query: n, id, landlord_id, spot, price, policy, instant_book. */
export const bulkHouseRows: string = `SELECT n, 'bulk-house-' || lpad(n::text, 7, '0') AS id,
    ${oneOf('n', 1, ids(demoLandlords))} AS landlord_id, ${oneOf('n', 2, spots)} AS spot,
    (98 + ${chosen('n', 3, 1500)} * ${chosen('n', 4, 100)} / 100) * 100 AS price,
    ${oneOf('n', 5, ['FLEXIBLE', 'MODERATE', 'STRICT'])} AS policy, ${chosen('n', 6, 3)} = 0 AS instant_book
  FROM generate_series($1::bigint, $2::bigint) AS n`

/** Their bookings, as a query: those columns, and k, order_id, tenant_id, check_in, check_out, status. */
export const bulkStayRows: string = `SELECT house.*, k, 'bulk-order-' || lpad(n::text, 7, '0') || '-' || k AS order_id,
    ${oneOf(`n * ${bulkStays} + k`, 7, ids(demoTenants))} AS tenant_id,
    check_in, check_in + 1 + ${chosen(`n * ${bulkStays} + k`, 8, 5)}::integer AS check_out,
    CASE WHEN k > 0 THEN 'PAID' WHEN ${chosen('n', 9, 7)} = 0 THEN 'CANCELED' ELSE 'COMPLETE' END AS status
  FROM (${bulkHouseRows}) AS house CROSS JOIN generate_series(0, ${bulkStays - 1}) AS k
    CROSS JOIN LATERAL (SELECT $3::date + (CASE k
      WHEN 0 THEN -16 - ${chosen('n', 10, 190)} WHEN 1 THEN 1 + ${chosen('n', 11, 18)} ELSE 26 + ${chosen('n', 12, 40)}
    END)::integer AS check_in) AS begin`

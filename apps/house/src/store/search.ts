import { toSqlDate } from '@renting/platform/values'
import type { Prisma } from '../../gen/prisma/client.ts'
import type { HouseQuery, HouseSort } from '../domain/search.ts'

/** A query of the domain as the database client takes it. */
export function toFilter(query: HouseQuery): Prisma.HouseWhereInput {
  const { areaId, stay, guests, minPrice, maxPrice, facilityIds, text, sort, after } = query
  const filters: Prisma.HouseWhereInput[] = [{ status: 'LISTED', areaId }]
  if (guests !== undefined) filters.push({ capacity: { gte: guests } })
  if (minPrice !== undefined) filters.push({ price: { gte: minPrice } })
  if (maxPrice !== undefined) filters.push({ price: { lte: maxPrice } })
  if (facilityIds.length > 0) filters.push({ facilityIds: { hasEvery: [...facilityIds] } })
  if (text !== undefined) {
    const like = { contains: literal(text), mode: 'insensitive' } as const
    filters.push({ OR: [{ title: like }, { address: like }] })
  }
  if (stay !== undefined) {
    const overlapping = { checkIn: { lt: toSqlDate(stay.checkOut) }, checkOut: { gt: toSqlDate(stay.checkIn) } }
    filters.push({ bookings: { none: { taken: true, ...overlapping } } })
  }
  if (after !== undefined) filters.push(following(sort, after))
  return { AND: filters }
}

/** Every order ends with the id, so that it is total. */
export function toOrder(sort: HouseSort): Prisma.HouseOrderByWithRelationInput[] {
  if (sort === 'newest') return [{ createdAt: 'desc' }, { id: 'desc' }]
  if (sort === 'popular') return [{ orderCount: 'desc' }, { id: 'desc' }]
  if (sort === 'price-ascending') return [{ price: 'asc' }, { id: 'asc' }]
  return [{ price: 'desc' }, { id: 'desc' }]
}

function following(sort: HouseSort, [value, id]: readonly [number, string]): Prisma.HouseWhereInput {
  if (sort === 'newest') {
    const at = new Date(value)
    return { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: id } }] }
  }
  if (sort === 'popular') {
    // A cursor can be made up: the column holds no more.
    const count = Math.min(value, 2 ** 31 - 1)
    return { OR: [{ orderCount: { lt: count } }, { orderCount: count, id: { lt: id } }] }
  }
  if (sort === 'price-ascending') return { OR: [{ price: { gt: value } }, { price: value, id: { gt: id } }] }
  return { OR: [{ price: { lt: value } }, { price: value, id: { lt: id } }] }
}

/** `%` and `_` are looked for as they are. */
function literal(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&')
}

import { type Money, makeMoney } from '@renting/platform/values'
import type { Prisma } from '../../gen/prisma/client.ts'
import type { Area, Catalog, Facility } from '../domain/catalog.ts'
import type { CancellationPolicy, HouseDetails } from '../domain/details.ts'
import { coverOf, facilitiesOf, type House, type HouseStatus, type Image, type Rating } from '../domain/house.ts'
import type { HouseCard } from '../domain/search.ts'

/** What a list shows of a house `h` and its landlord `p`. */
export const cardColumns = `h.id, h.title, h.area_id, h.price, h.currency, h.cover_key, h.room_count, h.capacity,
  h.order_count, h.rating_count, h.rating_sum, h.merit, h.created_at,
  p.id AS landlord_id, p.name AS landlord_name, p.avatar_url AS landlord_avatar`

/** All of a house `h` and its landlord `p`. */
export const houseColumns = `${cardColumns}, h.version, h.address, h.deposit, h.acreage, h.layout, h.beds, h.min_nights,
  h.max_nights, h.facility_ids, h.time_zone, h.instant_book, h.policy, h.status,
  (SELECT coalesce(json_agg(json_build_object('id', i.id, 'key', i.key, 'thumbnailKey', i.thumbnail_key)
     ORDER BY i.position), '[]')
   FROM house_image i WHERE i.house_id = h.id) AS images`

/** Numbers of eight bytes are text to `pg`, and bigint to Prisma. */
type Long = string | bigint

export interface CardRow {
  readonly id: string
  readonly title: string
  readonly area_id: string
  readonly price: Long
  readonly currency: string
  readonly cover_key: string | null
  readonly room_count: number
  readonly capacity: number
  readonly order_count: number
  readonly rating_count: number
  readonly rating_sum: number
  readonly merit: number
  readonly created_at: Date
  readonly landlord_id: string
  readonly landlord_name: string
  readonly landlord_avatar: string | null
}

export interface HouseRow extends CardRow {
  readonly version: Long
  readonly address: string
  readonly deposit: Long
  readonly acreage: number
  readonly layout: string
  readonly beds: string
  readonly min_nights: number
  readonly max_nights: number
  readonly facility_ids: readonly string[]
  readonly time_zone: string
  readonly instant_book: boolean
  readonly policy: string
  readonly status: string
  readonly images: readonly Image[]
}

export function fromCardRow(row: CardRow, catalog: Catalog): HouseCard {
  return {
    id: row.id,
    title: row.title,
    area: areaOf(row, catalog),
    price: moneyOf(row.price, row.currency),
    coverKey: row.cover_key ?? undefined,
    roomCount: row.room_count,
    capacity: row.capacity,
    rating: ratingOf(row),
    orderCount: row.order_count,
    landlord: landlordOf(row),
    createdAt: row.created_at.getTime(),
    merit: row.merit,
  }
}

export function fromHouseRow(row: HouseRow, catalog: Catalog): House {
  const details: HouseDetails = {
    title: row.title,
    areaId: row.area_id,
    address: row.address,
    price: moneyOf(row.price, row.currency),
    deposit: moneyOf(row.deposit, row.currency),
    roomCount: row.room_count,
    acreage: row.acreage,
    layout: row.layout,
    capacity: row.capacity,
    beds: row.beds,
    minNights: row.min_nights,
    maxNights: row.max_nights,
    facilityIds: row.facility_ids,
    timeZone: row.time_zone,
    instantBook: row.instant_book,
    // The columns allow no other values.
    policy: row.policy as CancellationPolicy,
  }
  return {
    id: row.id,
    version: Number(row.version),
    landlord: landlordOf(row),
    details,
    area: areaOf(row, catalog),
    facilities: facilitiesOf(details, catalog),
    images: row.images,
    status: row.status as HouseStatus,
    rating: ratingOf(row),
    orderCount: row.order_count,
    createdAt: row.created_at.getTime(),
  }
}

/** What its landlord decides of a house. */
export function toRow(house: House) {
  const { price, deposit, facilityIds, ...details } = house.details
  return {
    ...details,
    version: house.version,
    price: price.amount,
    deposit: deposit.amount,
    currency: price.currency,
    facilityIds: [...facilityIds],
    status: house.status,
    coverKey: coverOf(house) ?? null,
  } satisfies Prisma.HouseUncheckedUpdateInput
}

export function fromCatalogRow(row: { id: string; nameZh: string; nameEn: string }): Area | Facility {
  return { id: row.id, name: { zh: row.nameZh, en: row.nameEn } }
}

function moneyOf(amount: Long, currency: string): Money {
  return makeMoney(Number(amount), currency)
}

function areaOf({ area_id: id }: CardRow, { areas }: Catalog): Area {
  const area = areas.find((each) => each.id === id)
  if (area === undefined) throw new Error(`the catalog has no area ${id}`)
  return area
}

function ratingOf({ rating_sum: sum, rating_count: count }: CardRow): Rating | undefined {
  return count === 0 ? undefined : { average: Math.round((100 * sum) / count) / 100, count }
}

function landlordOf(row: CardRow) {
  return { id: row.landlord_id, name: row.landlord_name, avatarUrl: row.landlord_avatar ?? undefined }
}

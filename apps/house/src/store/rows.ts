import { type Money, makeMoney } from '@renting/platform/values'
import type { Prisma } from '../../gen/prisma/client.ts'
import type { Area, Catalog, Facility } from '../domain/catalog.ts'
import type { CancellationPolicy, HouseDetails } from '../domain/details.ts'
import { facilitiesOf, type House, type HouseStatus, type Person } from '../domain/house.ts'

/** What is read with a house. Its facilities come from the catalog. */
export const joined = { landlord: true, area: true } as const satisfies Prisma.HouseInclude

export type HouseRow = Prisma.HouseGetPayload<{ include: typeof joined }>

export function fromRow(row: HouseRow, catalog: Pick<Catalog, 'facilities'>): House {
  const money = (amount: bigint): Money => makeMoney(Number(amount), row.currency)
  const { title, areaId, address, roomCount, acreage, layout, capacity, beds, minNights, maxNights } = row
  const details: HouseDetails = {
    title,
    areaId,
    address,
    price: money(row.price),
    deposit: money(row.deposit),
    roomCount,
    acreage,
    layout,
    capacity,
    beds,
    minNights,
    maxNights,
    facilityIds: row.facilityIds,
    timeZone: row.timeZone,
    instantBook: row.instantBook,
    // The columns allow no other values.
    policy: row.policy as CancellationPolicy,
  }
  return {
    id: row.id,
    version: Number(row.version),
    landlord: fromPersonRow(row.landlord),
    details,
    area: fromCatalogRow(row.area),
    facilities: facilitiesOf(details, catalog),
    status: row.status as HouseStatus,
    orderCount: row.orderCount,
    createdAt: row.createdAt.getTime(),
  }
}

export function toRow(house: House): Prisma.HouseUncheckedCreateInput {
  const { price, deposit, facilityIds, ...details } = house.details
  return {
    ...details,
    id: house.id,
    version: house.version,
    landlordId: house.landlord.id,
    price: price.amount,
    deposit: deposit.amount,
    currency: price.currency,
    facilityIds: [...facilityIds],
    status: house.status,
    orderCount: house.orderCount,
    createdAt: new Date(house.createdAt),
  }
}

export function fromCatalogRow({
  id,
  nameZh,
  nameEn,
}: {
  id: string
  nameZh: string
  nameEn: string
}): Area | Facility {
  return { id, name: { zh: nameZh, en: nameEn } }
}

function fromPersonRow({ id, name, avatarUrl }: { id: string; name: string; avatarUrl: string | null }): Person {
  return { id, name, avatarUrl: avatarUrl ?? undefined }
}

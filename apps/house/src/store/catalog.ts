import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { Catalog } from '../domain/catalog.ts'
import { fromCatalogRow } from './rows.ts'

/** Filled by a migration and changed by none but the next. */
export async function readCatalog(sql: Pick<PrismaClient, 'area' | 'facility'>): Promise<Catalog> {
  const areas = await sql.area.findMany({ orderBy: { position: 'asc' } })
  const facilities = await sql.facility.findMany({ orderBy: { position: 'asc' } })
  return { areas: areas.map(fromCatalogRow), facilities: facilities.map(fromCatalogRow) }
}

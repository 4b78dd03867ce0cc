/**
 * The demonstration data, as far as several services know it: the people are the user service's seed, the houses the
 * house service's, the bookings the order service's. Everybody knows the password, so nothing of it is ever made in
 * production.
 *
 * @module
 */
export { type BulkStep, bulkHouseRows, bulkStayRows, bulkStays, chosen, oneOf } from './bulk.ts'
export { type DemoHouse, type DemoKind, demoHouses } from './houses.ts'
export { type DemoPerson, demoLandlords, demoPassword, demoPeople, demoTenants } from './people.ts'
export { eachOf, rasterise } from './picture.ts'
export { Chance } from './random.ts'
export { type Seed, seedOnce } from './seed.ts'

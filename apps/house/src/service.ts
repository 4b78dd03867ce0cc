import { HouseService } from '@renting/contracts/house/v1'
import { OrderAccepted, OrderRejected, OrderRequested, OrderService } from '@renting/contracts/order/v1'
import { UserProfileChanged } from '@renting/contracts/user/v1'
import { defineService, demoSettings, type PlatformService } from '@renting/platform'
import { PrismaClient } from '../gen/prisma/client.ts'
import { houseService } from './handlers/house-service.ts'
import { seedHouses } from './seed/seed.ts'
import { PrismaHouseStore } from './store/house-store.ts'
import { PrismaHouseTransaction } from './store/house-transaction.ts'
import { freeNights, takeNights } from './subscribers/bookings.ts'
import { keepPerson } from './subscribers/people.ts'

/** Ties the rooms together: the only file that knows all of them. */
export const house: PlatformService = defineService({
  name: 'renting.house',
  version: '0.1.0',
  settings: demoSettings,
  database: {
    migrations: new URL('../prisma/migrations/', import.meta.url),
    client: (options) => new PrismaClient(options),
  },
  async build({ service, settings, database, clock, consume }) {
    if (settings.RENTING_SEED && settings.NODE_ENV !== 'production') await seedHouses(database)
    const store = new PrismaHouseStore(database, clock)
    const orders = service.client(OrderService)
    service.handle(HouseService, houseService({ store, orders, clock }))
    consume(OrderRequested, (event, tx) => takeNights(event, new PrismaHouseTransaction(tx)))
    consume(OrderAccepted, (event, tx) => takeNights(event, new PrismaHouseTransaction(tx)))
    consume(OrderRejected, (event, tx) => freeNights(event, new PrismaHouseTransaction(tx)))
    consume(UserProfileChanged, (event, tx) => keepPerson(event, new PrismaHouseTransaction(tx)))
  },
})

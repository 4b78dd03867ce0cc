import { HousePublished, HouseService } from '@renting/contracts/house/v1'
import { OrderService } from '@renting/contracts/order/v1'
import { defineService, type PlatformService } from '@renting/platform'
import { PrismaClient } from '../gen/prisma/client.ts'
import { orderService } from './handlers/order-service.ts'
import { PrismaOrderStore } from './store/order-store.ts'
import { PrismaOrderTransaction } from './store/order-transaction.ts'
import { keepHouse } from './subscribers/houses.ts'

/** Ties the rooms together: the only file that knows all of them. */
export const order: PlatformService = defineService({
  name: 'renting.order',
  version: '0.1.0',
  database: {
    migrations: new URL('../prisma/migrations/', import.meta.url),
    client: (options) => new PrismaClient(options),
  },
  build({ service, database, clock, consume }) {
    const store = new PrismaOrderStore(database, clock)
    const houses = service.client(HouseService)
    service.handle(OrderService, orderService({ store, houses, clock }))
    consume(HousePublished, (event, tx) => keepHouse(event, new PrismaOrderTransaction(tx)))
  },
})

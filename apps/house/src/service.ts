import { type EventType, systemClock } from '@micro/core'
import { HouseService } from '@renting/contracts/house/v1'
import {
  OrderAccepted,
  OrderCanceled,
  OrderCheckedIn,
  OrderCheckedOut,
  OrderCompleted,
  OrderExpired,
  OrderPaid,
  OrderRejected,
  OrderRequested,
  OrderService,
} from '@renting/contracts/order/v1'
import { UserProfileChanged } from '@renting/contracts/user/v1'
import { defineService, demoSettings, type PlatformService } from '@renting/platform'
import { objectSettings, openObjects, unusedObjects } from '@renting/platform/objects'
import { PrismaClient } from '../gen/prisma/client.ts'
import { houseService } from './handlers/house-service.ts'
import { PrismaHouseStore } from './store/house-store.ts'
import { PrismaHouseTransaction } from './store/house-transaction.ts'
import { SqlStays } from './store/stays.ts'
import { countStay, keepBooking, type OrderEvent } from './subscribers/bookings.ts'
import { keepPerson } from './subscribers/people.ts'
import { giveBackUnsettled } from './timers/give-back.ts'

/** How often is looked for what a crash may have left, in milliseconds: there is nearly never any. */
const leftovers = { interval: 5_000 }

/** Ties the rooms together: the only file that knows all of them. */
export const house: PlatformService = defineService({
  name: 'renting.house',
  version: '0.1.0',
  settings: { ...demoSettings, ...objectSettings },
  database: {
    migrations: new URL('../prisma/migrations/', import.meta.url),
    client: (options) => new PrismaClient(options),
  },
  async build({ service, settings, database, clock, consume, consumePlain, repeat }) {
    const { store: objects, urlOf } = openObjects(settings)
    if (settings.RENTING_SEED && settings.NODE_ENV !== 'production') {
      const { seedHouses } = await import('./seed/seed.ts')
      await seedHouses({ database, objects, urlOf, clock })
    }
    // Real time for the keys of requests: moving the domain's must not forget them.
    const store = new PrismaHouseStore(database, systemClock, urlOf)
    const orders = service.client(OrderService)
    service.handle(HouseService, houseService({ store, orders, objects, urlOf, clock }))
    repeat('pictures that nobody has', () => unusedObjects.remove(database, objects), leftovers)
    repeat('blocks left half done', () => giveBackUnsettled({ store, orders }), leftovers)
    const follow = <T extends OrderEvent>(step: EventType<T>) =>
      consumePlain(step, (event, tx) => keepBooking(event, new SqlStays(tx)))
    follow(OrderRequested)
    follow(OrderAccepted)
    follow(OrderRejected)
    follow(OrderPaid)
    follow(OrderExpired)
    follow(OrderCanceled)
    follow(OrderCheckedIn)
    follow(OrderCheckedOut)
    consumePlain(OrderCompleted, (event, tx) => countStay(event, new SqlStays(tx)))
    consume(UserProfileChanged, (event, tx) => keepPerson(event, new PrismaHouseTransaction(tx, urlOf)))
  },
})

import { systemClock } from '@micro/core'
import { HouseChanged, HousePublished, HouseService } from '@renting/contracts/house/v1'
import { OrderService } from '@renting/contracts/order/v1'
import { defineService, demoSettings, type PlatformService, SettingsError } from '@renting/platform'
import { PrismaClient } from '../gen/prisma/client.ts'
import { orderService } from './handlers/order-service.ts'
import { DevelopmentPayments } from './providers/development.ts'
import { orderSettings } from './settings.ts'
import { PrismaOrderStore } from './store/order-store.ts'
import { PrismaOrderTransaction } from './store/order-transaction.ts'
import { keepHouse } from './subscribers/houses.ts'
import { dueOrders } from './timers/due-orders.ts'
import { pendingPayments } from './timers/pending-payments.ts'

/** Ties the rooms together: the only file that knows all of them. */
export const order: PlatformService = defineService({
  name: 'renting.order',
  version: '0.1.0',
  settings: { ...demoSettings, ...orderSettings },
  database: {
    migrations: new URL('../prisma/migrations/', import.meta.url),
    client: (options) => new PrismaClient(options),
  },
  async build({ service, settings, database, clock, consume, repeat }) {
    const manner = settings.RENTING_PAYMENTS ?? (settings.NODE_ENV === 'production' ? undefined : 'prompt')
    if (manner === undefined || (settings.NODE_ENV === 'production' && manner !== 'off')) {
      throw new SettingsError(['RENTING_PAYMENTS must be off in production: there is no payment provider yet'])
    }
    if (settings.RENTING_SEED && settings.NODE_ENV !== 'production') {
      const { seedOrders } = await import('./seed/seed.ts')
      await seedOrders(database, clock)
    }
    const realTime = systemClock
    const store = new PrismaOrderStore(database, realTime)
    const houses = service.client(HouseService)
    const payments =
      manner === 'off' ? undefined : new DevelopmentPayments(database.client, { manner, clock: realTime })
    const dependencies = { store, houses, payments, clock, realTime }
    service.handle(OrderService, orderService(dependencies))
    for (const event of [HousePublished, HouseChanged]) {
      consume(event, (message, tx) => keepHouse(message, new PrismaOrderTransaction(tx)))
    }
    repeat('due orders', () => dueOrders(store, clock))
    repeat('pending payments', () => pendingPayments(dependencies))
  },
})

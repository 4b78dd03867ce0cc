import { HouseService } from '@renting/contracts/house/v1'
import { OrderService } from '@renting/contracts/order/v1'
import { DevelopmentService, UserService } from '@renting/contracts/user/v1'
import { ClockService, defineService, type PlatformService } from '@renting/platform'
import { objectSettings, openObjects } from '@renting/platform/objects'
import { buildApi } from './app.ts'
import { close, listen } from './listen.ts'
import { missingOf } from './missing.ts'
import { apiSettings, checkOrigins } from './settings.ts'

/** Those that go by the domain's time, the one that leads first. */
const timed = [OrderService, UserService, HouseService].map((description) => description.service)

const needed = [UserService, HouseService, OrderService].map((description) => description.service)

/** Ties the gateway together. It is in the registry like any service, though it answers nothing there but `Debug`. */
export const api: PlatformService = defineService({
  name: 'renting.api',
  version: '0.1.0',
  settings: { ...apiSettings, ...objectSettings },
  build({ service, settings, log, announce }) {
    const { PORT, HOST, PUBLIC_ORIGINS, TRUST_PROXY } = settings
    const development = settings.NODE_ENV !== 'production'
    const gateway = buildApi({
      clients: {
        users: service.client(UserService),
        development: service.client(DevelopmentService),
        houses: service.client(HouseService),
        orders: service.client(OrderService),
        clocks: timed.map((name) => service.client(ClockService, name)),
      },
      objects: openObjects(settings).store,
      log,
      missing: () => missingOf(service, needed),
      development,
      rateLimits: settings.RENTING_RATE_LIMITS || !development,
      publicOrigins: checkOrigins(PUBLIC_ORIGINS),
      trustProxy: TRUST_PROXY,
    })
    // Open to the outside last, and closed to it first.
    service.on('afterStart', async () => announce('http', await listen(gateway, PORT, HOST)))
    service.on('beforeStop', () => close(gateway))
  },
})

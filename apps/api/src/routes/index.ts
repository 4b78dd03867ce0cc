import type { App, RouteDeps } from '../deps.ts'
import { captchaRoutes } from './captchas.ts'
import { catalogRoutes } from './catalog.ts'
import { devRoutes } from './dev.ts'
import { houseRoutes } from './houses.ts'
import { meRoutes } from './me.ts'
import { orderRoutes } from './orders.ts'
import { quoteRoutes } from './quotes.ts'
import { sessionRoutes } from './sessions.ts'
import { smsCodeRoutes } from './sms-codes.ts'
import { userRoutes } from './users.ts'

export const basePath = '/api/v2'

export function apiRoutes(app: App, deps: RouteDeps, development: boolean): void {
  captchaRoutes(app, deps)
  smsCodeRoutes(app, deps)
  userRoutes(app, deps)
  sessionRoutes(app, deps)
  meRoutes(app, deps)
  catalogRoutes(app, deps)
  houseRoutes(app, deps)
  quoteRoutes(app, deps)
  orderRoutes(app, deps)
  if (development) devRoutes(app, deps)
}

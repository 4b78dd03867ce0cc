import type { App, RouteDeps } from '../deps.ts'
import { calendarRoutes } from './calendar.ts'
import { captchaRoutes } from './captchas.ts'
import { catalogRoutes } from './catalog.ts'
import { devRoutes } from './dev.ts'
import { houseEditRoutes } from './house-edits.ts'
import { houseRoutes } from './houses.ts'
import { imageRoutes } from './images.ts'
import { meRoutes } from './me.ts'
import { mediaRoutes } from './media.ts'
import { orderStepRoutes } from './order-steps.ts'
import { orderRoutes } from './orders.ts'
import { passwordRoutes } from './passwords.ts'
import { paymentRoutes } from './payments.ts'
import { quoteRoutes } from './quotes.ts'
import { reviewRoutes } from './reviews.ts'
import { sessionRoutes } from './sessions.ts'
import { smsCodeRoutes } from './sms-codes.ts'
import { uploadRoutes } from './uploads.ts'
import { userRoutes } from './users.ts'

export const basePath = '/api/v2'

export function apiRoutes(app: App, deps: RouteDeps, development: boolean): void {
  captchaRoutes(app, deps)
  smsCodeRoutes(app, deps)
  userRoutes(app, deps)
  sessionRoutes(app, deps)
  passwordRoutes(app, deps)
  meRoutes(app, deps)
  catalogRoutes(app, deps)
  houseRoutes(app, deps)
  houseEditRoutes(app, deps)
  imageRoutes(app, deps)
  calendarRoutes(app, deps)
  quoteRoutes(app, deps)
  orderRoutes(app, deps)
  orderStepRoutes(app, deps)
  paymentRoutes(app, deps)
  reviewRoutes(app, deps)
  mediaRoutes(app, deps)
  app.register(async (scope: App) => uploadRoutes(scope, deps))
  if (development) devRoutes(app, deps)
}

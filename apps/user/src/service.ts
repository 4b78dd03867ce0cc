import { DevelopmentService, UserService } from '@renting/contracts/user/v1'
import { defineService, type PlatformService, SettingsError } from '@renting/platform'
import { PrismaClient } from '../gen/prisma/client.ts'
import { developmentService } from './handlers/development-service.ts'
import { userService } from './handlers/user-service.ts'
import { paintCaptcha } from './providers/captcha.ts'
import { DevelopmentSms, developmentIdentity } from './providers/development.ts'
import { Seal } from './secrets/seal.ts'
import { seedPeople } from './seed/people.ts'
import { developmentIdentityKey, userSettings } from './settings.ts'
import { PrismaUserStore } from './store/user-store.ts'

/** Ties the rooms together: the only file that knows all of them. */
export const user: PlatformService = defineService({
  name: 'renting.user',
  version: '0.1.0',
  settings: userSettings,
  database: {
    migrations: new URL('../prisma/migrations/', import.meta.url),
    client: (options) => new PrismaClient(options),
  },
  async build({ service, settings, database, clock }) {
    const production = settings.NODE_ENV === 'production'
    const key = settings.IDENTITY_KEY ?? (production ? undefined : developmentIdentityKey)
    if (key === undefined) {
      throw new SettingsError(['IDENTITY_KEY is missing; expected the output of: openssl rand -base64 32'])
    }
    const seal = new Seal(key)
    const store = new PrismaUserStore(database)
    if (settings.RENTING_SEED && !production) await seedPeople(store, seal)
    const sms = new DevelopmentSms(database.client, clock)
    const dependencies = {
      store,
      sms,
      identities: developmentIdentity,
      paintCaptcha,
      seal,
      limited: production || settings.RENTING_RATE_LIMITS,
      clock,
    }
    service.handle(UserService, userService(dependencies))
    if (!production) service.handle(DevelopmentService, developmentService(dependencies))
  },
})

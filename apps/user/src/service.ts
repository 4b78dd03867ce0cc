import { systemClock } from '@micro/core'
import { DevelopmentService, UserService } from '@renting/contracts/user/v1'
import { defineService, type PlatformService, SettingsError } from '@renting/platform'
import { openObjects, unusedObjects } from '@renting/platform/objects'
import { PrismaClient } from '../gen/prisma/client.ts'
import { developmentService } from './handlers/development-service.ts'
import { userService } from './handlers/user-service.ts'
import { paintCaptcha } from './providers/captcha.ts'
import { DevelopmentSms, developmentIdentity } from './providers/development.ts'
import { Seal, unknownKeys } from './secrets/seal.ts'
import { developmentIdentityKey, userSettings } from './settings.ts'
import { PrismaUserStore } from './store/user-store.ts'
import { reseal } from './timers/reseal.ts'

/** Milliseconds between looks for identity numbers that instances with an older key go on to seal. */
const resealInterval = 60_000
const removalInterval = 5_000

/** Ties the rooms together: the only file that knows all of them. */
export const user: PlatformService = defineService({
  name: 'renting.user',
  version: '0.1.0',
  settings: userSettings,
  database: {
    migrations: new URL('../prisma/migrations/', import.meta.url),
    client: (options) => new PrismaClient(options),
  },
  async build({ service, settings, log, database, repeat }) {
    const production = settings.NODE_ENV === 'production'
    const key = settings.IDENTITY_KEY ?? (production ? undefined : developmentIdentityKey)
    if (key === undefined) {
      throw new SettingsError(['IDENTITY_KEY is missing; expected the output of: openssl rand -base64 32'])
    }
    const seal = new Seal(key, settings.IDENTITY_KEYS_OLD)
    const { store: objects, urlOf } = openObjects(settings)
    const store = new PrismaUserStore(database, urlOf)
    await store.addKey(seal.keyId)
    const missing = await store.keysBeside(seal.keyIds)
    // The rest works without these numbers; but whoever has lost a key shall hear of it before somebody asks for one.
    if (missing.length > 0) log.error({ err: unknownKeys(missing) }, 'some identity numbers do not open')
    if (settings.RENTING_SEED && !production) {
      const { seedPeople } = await import('./seed/people.ts')
      await seedPeople({ database, objects, urlOf, seal })
    }
    // Real time: moving the domain's by weeks must neither end sessions and codes nor lift a limit.
    const clock = systemClock
    const sms = new DevelopmentSms(database.client, clock)
    const dependencies = {
      store,
      sms,
      identities: developmentIdentity,
      paintCaptcha,
      objects,
      urlOf,
      seal,
      limited: production || settings.RENTING_RATE_LIMITS,
      clock,
    }
    service.handle(UserService, userService(dependencies))
    if (!production) service.handle(DevelopmentService, developmentService(dependencies))
    repeat('identity numbers under older keys', () => reseal(dependencies), { interval: resealInterval })
    repeat('pictures that nobody has', () => unusedObjects.remove(database, objects), { interval: removalInterval })
  },
})

import { demoSettings, setting } from '@renting/platform'
import { objectSettings } from '@renting/platform/objects'

const keyPattern = '^[\\w+/-]{43}=?$'

/** The service's own variables, beside the platform's. */
export const userSettings = {
  ...demoSettings,
  ...objectSettings,
  /** Seals identity numbers. Without it, in development, a key that everybody knows. */
  IDENTITY_KEY: setting.optional(
    setting.text({
      pattern: keyPattern,
      secret: true,
      description: 'the key that seals identity numbers, 32 bytes in base64; needed in production',
      example: 'the output of: openssl rand -base64 32',
    }),
  ),
  /** Open what they have sealed, until all of it is sealed by the key that seals now. */
  IDENTITY_KEYS_OLD: setting.list({
    default: [],
    pattern: keyPattern,
    secret: true,
    description: 'keys that identity numbers were sealed by before, separated by commas',
    example: 'the IDENTITY_KEY that was replaced',
  }),
  /** Text messages and failed sign-ins, by mobile number. */
  RENTING_RATE_LIMITS: setting.flag({
    default: true,
    description: 'on, or off in development',
    example: 'on',
  }),
} as const

/** 32 zero bytes. */
export const developmentIdentityKey: string = Buffer.alloc(32).toString('base64')

import { demoSettings, setting } from '@renting/platform'

/** The service's own variables, beside the platform's. */
export const userSettings = {
  ...demoSettings,
  /** Seals identity numbers. Without it, in development, a key that everybody knows. */
  IDENTITY_KEY: setting.optional(
    setting.text({
      pattern: '^[\\w+/-]{43}=?$',
      secret: true,
      description: 'the key that seals identity numbers, 32 bytes in base64; needed in production',
      example: 'the output of: openssl rand -base64 32',
    }),
  ),
  /** Text messages and failed sign-ins, by mobile number. */
  RENTING_RATE_LIMITS: setting.flag({
    default: true,
    description: 'on, or off in development',
    example: 'on',
  }),
} as const

/** 32 zero bytes. */
export const developmentIdentityKey: string = Buffer.alloc(32).toString('base64')

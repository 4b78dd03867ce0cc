import { SettingsError, setting } from '@renting/platform'

/** The gateway's own variables, beside the platform's. */
export const apiSettings = {
  PORT: setting.integer({
    minimum: 0,
    maximum: 65_535,
    default: 8080,
    description: 'the port to listen on, 0-65535, 0 for any free one',
    example: '8080',
  }),
  HOST: setting.text({
    pattern: '^\\S+$',
    default: '127.0.0.1',
    description: 'the address to listen on, 0.0.0.0 for all of this machine',
    example: '127.0.0.1',
  }),
  /** Pages of these may use the session's cookie, besides the gateway's own. */
  PUBLIC_ORIGINS: setting.list({
    default: [],
    description: 'origins of web pages, separated by commas',
    example: 'https://renting.example,http://localhost:5173',
  }),
  /** Limits per address. In production they are always on. */
  RENTING_RATE_LIMITS: setting.flag({ default: true, description: 'on, or off in development', example: 'on' }),
  /** Proxies in front: their word is taken for who asks, and by which scheme. */
  TRUST_PROXY: setting.list({
    default: [],
    description: 'addresses of proxies in front, separated by commas',
    example: '10.0.0.0/8',
  }),
} as const

/** What of them no schema can say. @throws SettingsError */
export function checkOrigins(origins: readonly string[]): readonly string[] {
  const wrong = origins.filter((origin) => !(URL.canParse(origin) && new URL(origin).origin === origin))
  if (wrong.length === 0) return origins
  const expected = 'expected origins such as https://renting.example, without a path'
  throw new SettingsError([`PUBLIC_ORIGINS ("${wrong.join(',')}") is none; ${expected}`])
}

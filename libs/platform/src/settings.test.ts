import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { readSettings, SettingsError, setting } from './settings.ts'

const settings = {
  PORT: setting.integer({
    minimum: 0,
    maximum: 65_535,
    default: 8080,
    description: 'the port, 0-65535',
    example: '8080',
  }),
  LIMITS: setting.flag({ default: true, description: 'on or off', example: 'off' }),
  MODE: setting.choice(['fast', 'safe'], { description: 'fast or safe', example: 'safe' }),
  ORIGINS: setting.list({
    default: [],
    description: 'origins, by commas',
    example: 'https://a.example,https://b.example',
  }),
  SECRET: setting.text({ secret: true, minLength: 8, description: 'at least 8 characters', example: 'correct-horse' }),
  NOTE: setting.optional(setting.text({ pattern: '^[a-z]+$', description: 'small letters', example: 'hello' })),
}
const good = { MODE: 'safe', SECRET: 'correct-horse' }

/** What is said of an environment. */
function complaints(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(settings, environment)
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError)
    return (error as SettingsError).lines
  }
  return []
}

describe('settings', () => {
  test('are values of their types, or their defaults', () => {
    expect(readSettings(settings, good)).toEqual({ ...good, PORT: 8080, LIMITS: true, ORIGINS: [] })
    const all = {
      ...good,
      PORT: '0',
      LIMITS: 'off',
      ORIGINS: 'https://a.example, https://b.example',
      NOTE: 'hi',
      OTHER: 'x',
    }
    expect(readSettings(settings, all)).toEqual({
      ...good,
      PORT: 0,
      LIMITS: false,
      ORIGINS: ['https://a.example', 'https://b.example'],
      NOTE: 'hi',
    })
  })

  test('that are empty count as not set', () => {
    expect(readSettings(settings, { ...good, PORT: '', NOTE: '' })).not.toHaveProperty('NOTE')
    expect(complaints({ ...good, MODE: '' })).toEqual(['MODE is missing; expected fast or safe, for example safe'])
  })

  test('that are wrong are all named at once: name, what is wrong, what is expected, an example', () => {
    expect(complaints({ PORT: '70000', LIMITS: 'maybe', MODE: 'slow', NOTE: 'Hi!', ORIGINS: 'a,,b' })).toEqual([
      'PORT ("70000") must be <= 65535; expected the port, 0-65535, for example 8080',
      'LIMITS ("maybe") is neither on nor off; expected on or off, for example off',
      'MODE ("slow") is none of its values; expected fast or safe, for example safe',
      'ORIGINS ("a,,b") must not have fewer than 1 characters; expected origins, by commas, for example https://a.example,https://b.example',
      'SECRET is missing; expected at least 8 characters, for example correct-horse',
      'NOTE ("Hi!") has not the right form; expected small letters, for example hello',
    ])
  })

  test.each(['1.5', '1e3', ' 8080', '0x10', '9007199254740993', 'eighty', '-'])('take %j for no integer', (PORT) => {
    expect(complaints({ ...good, PORT })).toHaveLength(1)
  })

  test('that are secret are never shown', () => {
    expect(complaints({ ...good, SECRET: 'hunter2' })).toEqual([
      'SECRET must not have fewer than 8 characters; expected at least 8 characters, for example correct-horse',
    ])
  })

  test('that are long are shown in part', () => {
    expect(complaints({ ...good, NOTE: '!'.repeat(10_000) })[0]!.length).toBeLessThan(200)
  })
})

describe("the platform's own settings", () => {
  const database = { DATABASE_URL: 'postgres://me:pw@127.0.0.1:5432/mine' }
  const broker = { MICRO_BROKER_ADDRESS: 'postgres://me:pw@127.0.0.1:5432/broker' }
  const lines = (environment: Record<string, string>, needs = { database: true, broker: true }) => {
    try {
      readConfig(environment, {}, needs)
    } catch (error) {
      return (error as SettingsError).lines.map((line) => line.split(';')[0])
    }
    return []
  }

  test('ask for what the service needs', () => {
    expect(lines({})).toEqual(['DATABASE_URL is missing', 'MICRO_BROKER_ADDRESS is missing'])
    expect(lines({ ...database, ...broker })).toEqual([])
    expect(lines({ ...database, MICRO_BROKER: 'memory' })).toEqual([])
    expect(lines({}, { database: false, broker: false })).toEqual([])
  })

  test("are reported together with the service's own", () => {
    const own = { IDENTITY_KEY: setting.text({ secret: true, description: 'a key', example: 'k' }) }
    expect(() => readConfig({ LOG_LEVEL: 'loud', ...broker }, own, { database: true, broker: true })).toThrow(
      /^LOG_LEVEL \("loud"\) is none of its values;.*\nDATABASE_URL is missing;.*\nIDENTITY_KEY is missing;.*$/,
    )
  })

  test('show no password of a malformed address', () => {
    const error = (() => {
      try {
        return readConfig(
          { DATABASE_URL: 'mysql://me:hunter2@host/db', ...broker },
          {},
          { database: true, broker: true },
        )
      } catch (thrown) {
        return thrown
      }
    })()
    expect((error as SettingsError).lines).toHaveLength(1)
    expect(String(error)).not.toContain('hunter2')
  })
})

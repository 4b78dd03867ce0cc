/**
 * The variables that every service of the platform reads. A service's own stand in its definition and are read, checked
 * and reported with these.
 *
 * | variable | meaning | default |
 * |---|---|---|
 * | `NODE_ENV` | `development`, `test`, `production` | `development` |
 * | `LOG_LEVEL` | `trace`, `debug`, `info`, `warn`, `error`, `fatal`, `silent` | `info` |
 * | `LOG_FORMAT` | `json` or `pretty` | `json` |
 * | `DATABASE_URL` | the service's own PostgreSQL database; needed where the service has one | – |
 * | `DATABASE_POOL` | connections to it at most | `10` |
 * | `MICRO_REGISTRY` | `service`, `consul`, `etcd`, `static`, or `memory` for a process that is alone | `service` |
 * | `MICRO_REGISTRY_ADDRESS` | where it is, `host:port`, several parted by commas; with `static` the services: `name=host:port,host:port;…` | the registry's own port on this machine |
 * | `MICRO_BROKER` | `postgres` or `memory` | `postgres` |
 * | `MICRO_BROKER_ADDRESS` | the broker's PostgreSQL database; needed with `postgres` | – |
 * | `MICRO_TRANSPORT` | `tcp` or `memory` | `tcp` |
 * | `MICRO_SERVER_ADDRESS` | what the RPC server listens on, `host:port`; port 0 takes any free one | `127.0.0.1:0` |
 *
 * The names are Go Micro's where it has one. Services that run in one process are handed their registry, broker and
 * transport, and `MICRO_*` says nothing then.
 *
 * Beside these: `PORT`, `HOST`, `PUBLIC_ORIGINS`, `RENTING_RATE_LIMITS` are the api's, `IDENTITY_KEY` and
 * `IDENTITY_KEYS_OLD` are the user service's, `RENTING_PAYMENTS` is the order service's, `OBJECT_*`, `S3_*` and `MEDIA_URL`
 * are of those that keep or serve pictures; each is described where it is defined.
 *
 * @module
 */
import type { TProperties } from 'typebox'
import { logFormats, logLevels } from './log/logger.ts'
import { registryNames } from './service/registries.ts'
import { type Environment, readSettings, type Settings, setting } from './settings.ts'

const address = '^[^\\s:]+:\\d{1,5}$'
const postgresUrl = '^postgres(ql)?://[^\\s/]+/[^\\s/]+$'

export const platformSettings = {
  NODE_ENV: setting.choice(['development', 'test', 'production'], {
    default: 'development',
    description: 'development, test or production',
    example: 'production',
  }),
  LOG_LEVEL: setting.choice(logLevels, {
    default: 'info',
    description: `one of ${logLevels.join(', ')}`,
    example: 'info',
  }),
  LOG_FORMAT: setting.choice(logFormats, {
    default: 'json',
    description: 'json or pretty',
    example: 'json',
  }),
  DATABASE_URL: setting.optional(
    setting.text({
      pattern: postgresUrl,
      secret: true,
      description: "the connection string of this service's own PostgreSQL database",
      example: 'postgres://renting_order:password@127.0.0.1:5432/renting_order',
    }),
  ),
  DATABASE_POOL: setting.integer({
    minimum: 2,
    maximum: 200,
    default: 10,
    description: 'how many connections to the database there may be, 2-200',
    example: '10',
  }),
  MICRO_REGISTRY: setting.choice(registryNames, {
    default: 'service',
    description: `one of ${registryNames.join(', ')}; memory is for a process that is alone`,
    example: 'consul',
  }),
  MICRO_REGISTRY_ADDRESS: setting.optional(
    setting.text({
      pattern: '^[^\\s].*$',
      description: "the registry's host:port, several parted by commas",
      example: '127.0.0.1:8500',
    }),
  ),
  MICRO_BROKER: setting.choice(['postgres', 'memory'], {
    default: 'postgres',
    description: 'postgres, or memory for a process that is alone',
    example: 'postgres',
  }),
  MICRO_BROKER_ADDRESS: setting.optional(
    setting.text({
      pattern: postgresUrl,
      secret: true,
      description: "the connection string of the broker's PostgreSQL database",
      example: 'postgres://renting_broker:password@127.0.0.1:5432/renting_broker',
    }),
  ),
  MICRO_TRANSPORT: setting.choice(['tcp', 'memory'], {
    default: 'tcp',
    description: 'tcp, or memory for a process that is alone',
    example: 'tcp',
  }),
  MICRO_SERVER_ADDRESS: setting.text({
    pattern: address,
    default: '127.0.0.1:0',
    description: 'the host:port that the RPC server listens on, port 0 for any free one',
    example: '127.0.0.1:0',
  }),
} as const

export type PlatformSettings = Settings<typeof platformSettings>

export interface Needs {
  /** `DATABASE_URL` must be there. */
  readonly database: boolean
  /** `MICRO_BROKER_ADDRESS` must be there, where the broker needs one. */
  readonly broker: boolean
}

/**
 * The platform's settings and a service's `own`, all checked at once.
 *
 * @throws SettingsError naming everything that is wrong with both
 */
export function readConfig<P extends TProperties>(
  environment: Environment,
  own: P,
  needs: Needs,
): PlatformSettings & Settings<P> {
  const required: string[] = []
  if (needs.database) required.push('DATABASE_URL')
  if (needs.broker && (environment.MICRO_BROKER || 'postgres') === 'postgres') required.push('MICRO_BROKER_ADDRESS')
  return readSettings({ ...platformSettings, ...own }, environment, required) as PlatformSettings & Settings<P>
}

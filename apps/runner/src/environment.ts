import { join } from 'node:path'
import type { Options } from './options.ts'
import type { EmbeddedPostgres } from './postgres.ts'
import type { Secrets } from './secrets.ts'
import type { ServiceSpec } from './services.ts'

/** What the environment of a service is made from. */
export interface Surroundings {
  readonly options: Options
  readonly postgres: EmbeddedPostgres
  readonly secrets: Secrets
  /** The runner's own environment. */
  readonly env: NodeJS.ProcessEnv
}

/** What a service reads: the runner's environment with the places of what it needs, and no other service's secrets. */
export function serviceEnvironment(
  spec: ServiceSpec,
  { options, postgres, secrets, env }: Surroundings,
): NodeJS.ProcessEnv {
  const inherited = Object.entries(env).filter(([name]) => !/^(npm_|MICRO_|DATABASE_URL$|NODE_CHANNEL_)/.test(name))
  return {
    ...Object.fromEntries(inherited),
    LOG_FORMAT: 'pretty',
    MICRO_SERVER_ADDRESS: '127.0.0.1:0',
    OBJECT_FOLDER: join(options.data, 'objects'),
    ...(spec.events
      ? { MICRO_BROKER: 'postgres', MICRO_BROKER_ADDRESS: postgres.brokerUrlOf(spec.name) }
      : { MICRO_BROKER: 'memory' }),
    ...(spec.database === undefined ? {} : { DATABASE_URL: postgres.urlOf(spec.name) }),
    ...Object.fromEntries((spec.secrets ?? []).map((name) => [name, secrets.key(`${spec.name}.${name}`)])),
    ...spec.env?.(options, env),
  }
}

import { compose } from './compose.ts'
import { Console } from './console/console.ts'
import { directoryOf } from './registry.ts'
import { services } from './services.ts'

export interface PlatformOptions {
  /** The data folder. */
  readonly data: string
  /** All services in this process. */
  readonly single: boolean
  /** What the services read, beside what they are given. */
  readonly env: NodeJS.ProcessEnv
  /** Hears what the services and the server write. */
  readonly onText?: (text: string) => void
}

/** A platform that runs, for programs that fill or measure it. */
export interface Platform {
  /** Where the api is. @example http://127.0.0.1:41234 */
  readonly api: string
  /** The registry's `host:port`; of services in one process none is there. */
  readonly registry: string
  /** The connection string of a service to its own database. */
  urlOf(service: string): string
  stop(): Promise<void>
}

/** @throws {Error} one sentence, when it cannot start */
export async function startPlatform({ data, single, env, onText = () => {} }: PlatformOptions): Promise<Platform> {
  let api = ''
  const registry = directoryOf('service', env)
  const names = ['postgres', 'registry', ...services.map((spec) => spec.name)]
  const { fleet, onReady, postgres } = await compose({
    options: { single, data, port: 0, registry: 'service' },
    services,
    registry,
    console: new Console({ write: onText }, names, false),
    env,
    onReady: (addresses) => {
      api = addresses.api ?? ''
    },
  })
  try {
    await fleet.start()
  } catch (error) {
    await fleet.stop()
    throw error
  }
  onReady()
  return {
    api,
    registry: single ? '' : (registry.environment.MICRO_REGISTRY_ADDRESS ?? ''),
    urlOf: (service) => postgres.urlOf(service),
    stop: () => fleet.stop(),
  }
}

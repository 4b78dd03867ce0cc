import { explain } from '@micro/postgres-server'
import type { Console } from './console/console.ts'
import type { Options } from './options.ts'
import { requirePort } from './port.ts'
import { EmbeddedPostgres, secretNames } from './postgres.ts'
import { processStages } from './processes.ts'
import type { Directory } from './registry.ts'
import { describeEvent, type Session } from './run.ts'
import { Secrets } from './secrets.ts'
import type { ServiceSpec } from './services.ts'
import { Fleet } from './supervisor/fleet.ts'
import { welcome } from './welcome.ts'

export interface Composition {
  readonly options: Options
  readonly services: readonly ServiceSpec[]
  readonly registry: Directory
  readonly console: Console
  readonly env: NodeJS.ProcessEnv
  /** Everything serves. */
  readonly onReady: (addresses: Readonly<Record<string, string>>) => void
}

export interface Composed extends Pick<Session, 'fleet' | 'onReady'> {
  readonly postgres: EmbeddedPostgres
}

/** Everything that a start needs, put together; nothing runs yet, but the data folder is there. */
export async function compose(all: Composition): Promise<Composed> {
  const { options, services, console, env } = all
  const begin = performance.now()
  await requirePort(options.port, env.HOST || '127.0.0.1')
  const withDatabase = services.filter((spec) => spec.database !== undefined)
  const names = services.flatMap((spec) => (spec.secrets ?? []).map((name) => `${spec.name}.${name}`))
  const secrets = await Secrets.open(options.data, [
    ...secretNames(withDatabase.map((spec) => spec.name)),
    ...names,
  ]).catch((error: unknown) => {
    throw explain(error, options.data)
  })
  const postgres = new EmbeddedPostgres({
    data: options.data,
    secrets,
    databases: withDatabase.map(({ name, database }) => ({ service: name, ...database })),
    brokerUsers: services.filter((spec) => spec.events).map((spec) => spec.name),
    onLine: (line) => console.line('postgres', line),
  })
  const addresses: Record<string, string> = {}
  const parts = {
    ...all,
    postgres,
    secrets,
    onAddress: (service: string, { http }: Readonly<Record<string, string>>) => {
      if (http !== undefined) addresses[service] = http
    },
  }
  // Loaded when needed: a runner of processes has no use for the services' code.
  const stages = options.single ? (await import('./single.ts')).singleStages(parts) : processStages(parts)
  return {
    postgres,
    fleet: new Fleet(stages, {
      onEvent: (event) => console.progress(describeEvent(event), event.type === 'restarted' ? 'usual' : 'trouble'),
    }),
    onReady: () => {
      console.ready()
      const { api = '' } = addresses
      const took = performance.now() - begin
      console.text(welcome({ api, postgres: postgres.port, data: options.data, took, today: new Date() }))
      all.onReady(addresses)
    },
  }
}

import { fileURLToPath } from 'node:url'
import type { PlatformService } from '@renting/platform'
import type { Options } from './options.ts'

/** What the runner must know of a service to run it. */
export interface ServiceSpec {
  readonly name: string
  /** Its composition root. */
  readonly script: string
  /** The service itself, to run it inside this process. */
  readonly load: () => Promise<PlatformService>
  /** It has a database of its own, with these extensions. */
  readonly database?: { readonly extensions: readonly string[] }
  /** It publishes or hears events. */
  readonly events: boolean
  /** Secrets of its own that are kept beside the data, by environment variable. */
  readonly secrets?: readonly string[]
  /** Starts when all that are not in front serve, and stops before them. */
  readonly front?: boolean
  readonly env?: (options: Options, env: NodeJS.ProcessEnv) => NodeJS.ProcessEnv
}

const script = (name: string) => fileURLToPath(new URL(`../../${name}/src/main.ts`, import.meta.url))

/** Empty databases are filled, unless who starts the runner says otherwise. */
const demoData = (_options: Options, env: NodeJS.ProcessEnv) => ({ RENTING_SEED: env.RENTING_SEED || 'on' })

export const services: readonly ServiceSpec[] = [
  {
    name: 'user',
    script: script('user'),
    load: async () => (await import('@renting/user')).user,
    database: { extensions: [] },
    events: true,
    secrets: ['IDENTITY_KEY'],
    env: demoData,
  },
  {
    name: 'house',
    script: script('house'),
    load: async () => (await import('@renting/house')).house,
    database: { extensions: [] },
    events: true,
    env: demoData,
  },
  {
    name: 'order',
    script: script('order'),
    load: async () => (await import('@renting/order')).order,
    database: { extensions: ['btree_gist'] },
    events: true,
    env: demoData,
  },
  {
    name: 'api',
    script: script('api'),
    load: async () => (await import('@renting/api')).api,
    events: false,
    front: true,
    env: ({ port }) => ({ PORT: String(port) }),
  },
]

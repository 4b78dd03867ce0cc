import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const registryNames = ['service', 'consul', 'etcd'] as const
export type RegistryName = (typeof registryNames)[number]

export interface Options {
  /** All services in one process, over the memory transport. */
  readonly single: boolean
  /** Folder of all data, absolute. */
  readonly data: string
  /** The api's TCP port; 0 for a free one. */
  readonly port: number
  /** Where services find each other: the runner's own, or a server that is there already. */
  readonly registry: RegistryName
}

export type Command =
  | { readonly type: 'run'; readonly options: Options }
  | { readonly type: 'help' }
  | { readonly type: 'refused'; readonly reason: string }

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  /** What a relative folder is relative to. */
  readonly cwd: string
  readonly defaultData: string
}

export const help = `Runs the renting platform on this machine.

  npm start [-- flags]

  --data DIR       where the data are kept (default: .data in the checkout)
  --port N         the api's port, 0 for a free one (default: PORT, else 8080)
  --single         all services in one process, over the memory transport
  --registry NAME  where services find each other: service (default, the runner's own), or a
                   consul or etcd at MICRO_REGISTRY_ADDRESS (default: its port on this machine)
  --broker NAME    what carries events: postgres (default)
  --help           this text

Ctrl-C ends it; a second one at once. NO_COLOR=1 leaves colours out.
What the services read from the environment is passed on, such as LOG_LEVEL and RENTING_RATE_LIMITS.
`

// What can be chosen so far.
const choices = { registry: registryNames, broker: ['postgres'] } as const

/** Reads the command line. Never throws. */
export function parseCommand(args: readonly string[], { env, cwd, defaultData }: Surroundings): Command {
  let values: ReturnType<typeof parse>['values']
  try {
    values = parse(args).values
  } catch (error) {
    return refused(firstSentence(error))
  }
  if (values.help === true) return { type: 'help' }
  for (const [flag, known] of Object.entries(choices)) {
    const chosen = values[flag as keyof typeof choices]
    if (chosen === undefined || known.some((name) => name === chosen)) continue
    return refused(`There is no ${flag} ${JSON.stringify(chosen)} here; there is ${known.join(', ')}.`)
  }
  if (values.data === '') return refused('--data needs a folder.')
  const registry = registryNames.find((name) => name === values.registry) ?? 'service'
  if (values.single === true && registry !== 'service') {
    return refused('--single has all services in one process, which need no registry: leave out one of the two.')
  }
  const port = values.port ?? (env.PORT || '8080')
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return refused(`Port ${JSON.stringify(port)} is no number from 0 to 65535.`)
  }
  return {
    type: 'run',
    options: {
      single: values.single === true,
      data: values.data === undefined ? defaultData : resolve(cwd, values.data),
      port: Number(port),
      registry,
    },
  }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      single: { type: 'boolean' },
      data: { type: 'string' },
      port: { type: 'string' },
      registry: { type: 'string' },
      broker: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}

function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return `${(/^.*?(?=\. |\.$|\n|$)/.exec(text)?.[0] ?? text).trim()}.`
}

function refused(reason: string): Command {
  return { type: 'refused', reason: `${reason} See npm start -- --help.` }
}

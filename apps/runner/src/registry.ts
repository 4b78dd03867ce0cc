import { RegistryServer } from '@micro/registry-service'
import type { RegistryName } from './options.ts'
import { inProcess } from './supervisor/in-process.ts'
import type { Unit } from './supervisor/unit.ts'

/** Where the services of a platform find each other. */
export interface Directory {
  /** What the runner has to run for it: nothing where a server is there already. */
  readonly units: readonly Unit[]
  /** What is said when these serve. */
  readonly status: string
  /** What services are told of it, once these serve. */
  readonly environment: NodeJS.ProcessEnv
}

/** @param env the runner's own, which says where a server is */
export function directoryOf(name: RegistryName, env: NodeJS.ProcessEnv): Directory {
  return name === 'service' ? ownDirectory() : outerDirectory(name, env.MICRO_REGISTRY_ADDRESS || undefined)
}

/** The registry inside the runner's process, on a free port of loopback. */
function ownDirectory(): Directory {
  const server = new RegistryServer({ address: '127.0.0.1:0' })
  const unit = inProcess('registry', async () => {
    await server.start()
    return server
  })
  return {
    units: [unit],
    get status() {
      return `the registry serves on ${server.address}`
    },
    get environment() {
      return { MICRO_REGISTRY: 'service', MICRO_REGISTRY_ADDRESS: server.address }
    },
  }
}

/** Its services wait for it, so it may come later than they. */
function outerDirectory(name: RegistryName, address: string | undefined): Directory {
  return {
    units: [],
    status: `services find each other by ${name} at ${address ?? 'its usual port on this machine'}`,
    environment: { MICRO_REGISTRY: name, ...(address !== undefined && { MICRO_REGISTRY_ADDRESS: address }) },
  }
}

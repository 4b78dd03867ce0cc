import {
  ChangeQueue,
  checkedRecord,
  checkRegistryCall,
  defaultLimits,
  memoryRegistry,
  type ReadOptions,
  type Registry,
  RegistryStore,
  type ServiceRecord,
} from '@micro/core'

export interface StaticOptions {
  /** By name, the addresses (`host:port`) of its nodes. `host` may be a name that DNS knows. */
  readonly services: Readonly<Record<string, readonly string[]>>
  /** Of all these services. @default latest, as Go Micro's services have it that say none */
  readonly version?: string
  /** Of all these nodes: how they are spoken to. @default nothing: whoever asks takes them to speak as it does */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Services at fixed addresses: where a name is one address for ever (behind DNS, a mesh, a load balancer), or in a test.
 * Nothing changes, so a watch tells nothing. That services register with it and leave is accepted and has no effect.
 *
 * @throws MicroError 400, 413 for a name, an address or a count that no registry takes
 */
export function staticRegistry(options: StaticOptions): Registry {
  const { services, version = 'latest', metadata = {} } = options
  const store = new RegistryStore()
  for (const [name, addresses] of Object.entries(services)) {
    const nodes = addresses.map((address) => ({ id: `${name}-${address}`, address, metadata }))
    store.register({ name, version, metadata: {}, endpoints: [], nodes })
  }
  const fixed = memoryRegistry({ store })
  const watchers = new Set<ChangeQueue>()
  return {
    name: 'static',
    async register(service: ServiceRecord, { signal } = {}) {
      checkRegistryCall(false, signal)
      checkedRecord(service, defaultLimits)
    },
    async deregister(_: ServiceRecord, { signal }: ReadOptions = {}) {
      checkRegistryCall(false, signal)
    },
    getService: (name, given) => fixed.getService(name, given),
    listServices: (given) => fixed.listServices(given),
    async watch() {
      const queue = new ChangeQueue(() => watchers.delete(queue))
      watchers.add(queue)
      return queue
    },
    async close() {
      for (const watcher of watchers) watcher.stop()
      await fixed.close()
    },
  }
}

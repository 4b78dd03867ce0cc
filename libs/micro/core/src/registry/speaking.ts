import type { Change, Registry, ServiceRecord, Watcher } from '../registry.ts'

/**
 * A registry of which only those nodes are seen that a client can speak to. Nodes that say nothing about themselves
 * are taken at their word that they are there.
 */
export function speaking(registry: Registry, protocol: string, transport: string): Registry {
  const visible = (service: ServiceRecord): ServiceRecord => ({
    ...service,
    nodes: service.nodes.filter(
      ({ metadata }) => (metadata.protocol ?? protocol) === protocol && (metadata.transport ?? transport) === transport,
    ),
  })
  return {
    name: registry.name,
    register: (service, options) => registry.register(service, options),
    deregister: (service, options) => registry.deregister(service, options),
    async getService(name, options) {
      const services = await registry.getService(name, options)
      return services.map(visible).filter(({ nodes }) => nodes.length > 0)
    },
    listServices: (options) => registry.listServices(options),
    async watch(options) {
      const watcher = await registry.watch(options)
      return { stop: () => watcher.stop(), [Symbol.asyncIterator]: () => changes(watcher, visible) } satisfies Watcher
    },
    close: () => registry.close(),
  }
}

async function* changes(watcher: Watcher, visible: (service: ServiceRecord) => ServiceRecord): AsyncGenerator<Change> {
  for await (const change of watcher) yield { action: change.action, service: visible(change.service) }
}

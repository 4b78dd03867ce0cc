import type { Node, ServiceRecord } from '../registry.ts'
import type { Router } from '../server/router.ts'
import type { Server } from '../server.ts'
import type { Service } from '../service.ts'
import type { ServiceOptions } from './options.ts'
import { describe } from './schema.ts'
import type { Subscriber } from './subscriber.ts'

/** What the registry says of a service: its nodes, what they answer and which events they handle. */
export function recordOf(service: Service, router: Router, subscribers: readonly Subscriber[]): ServiceRecord {
  const { name, version, nodes } = service
  const answered = [...router.endpoints].filter(({ internal }) => !internal)
  const endpoints = [...answered.map(describe), ...subscribers.map(({ endpoint }) => endpoint)]
  return { name, version, metadata: {}, endpoints, nodes }
}

/** One server of a service as a node, with Go Micro's metadata: it tells a client whether it can speak to it. */
export function nodeOf(
  { name, id, broker, registry }: Service,
  { transport, protocol }: Server,
  index: number,
  address: string,
  options: ServiceOptions,
): Node {
  const metadata = {
    ...options.metadata,
    transport,
    protocol,
    server: protocol,
    broker: broker.name,
    registry: registry.name,
  }
  const first = index === 0
  return {
    id: first ? `${name}-${id}` : `${name}-${id}-${index}`,
    address: first ? (options.advertise ?? address) : address,
    metadata,
  }
}

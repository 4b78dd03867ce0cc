import { nodesWhere } from '../registry/merge.ts'
import type { Filter } from '../selector.ts'

/** Only this version. Make each filter once and keep it: a selector remembers what it left. */
export function filterVersion(version: string): Filter {
  return (services) => services.filter((record) => record.version === version)
}

/** Only nodes with this in their metadata. */
export function filterLabel(key: string, value: string): Filter {
  return (services) => nodesWhere(services, (node) => node.metadata[key] === value)
}

/** Only versions that have this endpoint: `HouseService.GetHouse`. */
export function filterEndpoint(name: string): Filter {
  return (services) => services.filter((record) => record.endpoints.some((endpoint) => endpoint.name === name))
}

/** None of these nodes, by id or by address: to take one out by hand, or those that another caller found wanting. */
export function filterBlacklist(nodes: readonly string[]): Filter {
  const listed = new Set(nodes)
  return (services) => nodesWhere(services, ({ id, address }) => !listed.has(id) && !listed.has(address))
}

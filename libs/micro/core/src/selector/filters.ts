import type { ServiceRecord } from '../registry.ts'
import type { Filter } from '../selector.ts'

/** Only this version. Make each filter once and keep it: a selector remembers what it left. */
export function filterVersion(version: string): Filter {
  return (services) => services.filter((record) => record.version === version)
}

/** Only nodes with this in their metadata. */
export function filterLabel(key: string, value: string): Filter {
  return (services) => {
    const result: ServiceRecord[] = []
    for (const record of services) {
      const nodes = record.nodes.filter((node) => node.metadata[key] === value)
      if (nodes.length > 0) result.push({ ...record, nodes })
    }
    return result
  }
}

/** Only versions that have this endpoint: `HouseService.GetHouse`. */
export function filterEndpoint(name: string): Filter {
  return (services) => services.filter((record) => record.endpoints.some((endpoint) => endpoint.name === name))
}

import { errors, type MicroError } from '../errors.ts'
import type { ServiceRecord } from '../registry.ts'

/** There is no node to call. Nothing was sent, so whoever knows another way may take it. */
export function unavailable(detail: string, reason: string, cause?: unknown): MicroError {
  const domain = 'micro.selector'
  return errors.unavailable(domain, detail, { reason, domain, unprocessed: true, stack: false, cause })
}

/** Nodes and versions in words: `3 nodes (1.0.0, 1.1.0)`. */
export function describeNodes(services: readonly ServiceRecord[]): string {
  const count = services.reduce((sum, record) => sum + record.nodes.length, 0)
  return `${count} ${count === 1 ? 'node' : 'nodes'} (${services.map((record) => record.version).join(', ')})`
}

/** Milliseconds since 1970 as text. */
export function moment(time: number): string {
  return new Date(time).toISOString()
}

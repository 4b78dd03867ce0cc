import type { Change, Node, ServiceRecord } from '../registry.ts'

/** What `services` becomes by `change`, all of it one service. */
export function applyChange(services: readonly ServiceRecord[], change: Change): readonly ServiceRecord[] {
  const { action, service } = change
  const ids = new Set(service.nodes.map((node) => node.id))
  const result: ServiceRecord[] = []
  let found = false
  for (const record of services) {
    // A node is of one version: registered as another it leaves the first.
    if (record.version !== service.version) {
      if (action === 'delete') result.push(record)
      else push(result, record, without(record.nodes, ids))
    } else if (action === 'delete') {
      push(result, record, without(record.nodes, ids))
    } else {
      found = true
      push(result, service, replaced(record.nodes, service.nodes))
    }
  }
  if (!found && action !== 'delete') push(result, service, service.nodes)
  return result
}

/** `services` and the nodes of `before` that are missing there. */
export function withMissing(
  services: readonly ServiceRecord[],
  before: readonly ServiceRecord[],
): readonly ServiceRecord[] {
  const known = new Set(services.flatMap((record) => record.nodes.map((node) => node.id)))
  const result = [...services]
  for (const record of before) {
    const missing = without(record.nodes, known)
    if (missing.length === 0) continue
    const at = result.findIndex((each) => each.version === record.version)
    if (at < 0) result.push({ ...record, nodes: missing })
    else result[at] = { ...result[at]!, nodes: [...result[at]!.nodes, ...missing] }
  }
  return result
}

/** Those of `services` that run in nodes that `keep` holds for. */
export function nodesWhere(
  services: readonly ServiceRecord[],
  keep: (node: Node) => boolean,
): readonly ServiceRecord[] {
  const result: ServiceRecord[] = []
  for (const record of services) push(result, record, record.nodes.filter(keep))
  return result
}

function push(result: ServiceRecord[], record: ServiceRecord, nodes: readonly Node[]): void {
  if (nodes.length > 0) result.push(nodes === record.nodes ? record : { ...record, nodes })
}

function without(nodes: readonly Node[], ids: ReadonlySet<string>): readonly Node[] {
  const left = nodes.filter((node) => !ids.has(node.id))
  return left.length === nodes.length ? nodes : left
}

/** Each node keeps its place, new ones come last. */
function replaced(nodes: readonly Node[], by: readonly Node[]): readonly Node[] {
  const next = new Map(nodes.map((node) => [node.id, node]))
  for (const node of by) next.set(node.id, node)
  return [...next.values()]
}

/** A record as it was at some moment: of two the greater is later. */
export interface Dated {
  readonly record: ServiceRecord
  readonly at: number
}

/**
 * One record for each service and version, with the nodes of all that are given; its metadata and endpoints are those of
 * the latest.
 */
export function latestByVersion(all: Iterable<Dated>): readonly ServiceRecord[] {
  const versions = new Map<string, { latest: Dated; readonly nodes: Node[] }>()
  for (const dated of all) {
    const { name, version, nodes } = dated.record
    // Neither may hold a line break.
    const id = `${name}\n${version}`
    const known = versions.get(id)
    if (known === undefined) versions.set(id, { latest: dated, nodes: [...nodes] })
    else {
      known.nodes.push(...nodes)
      if (dated.at > known.latest.at) known.latest = dated
    }
  }
  return Array.from(versions.values(), ({ latest, nodes }) => ({ ...latest.record, nodes }))
}

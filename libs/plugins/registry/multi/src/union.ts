import type { Node, ServiceRecord } from '@micro/core'

/** What several registries know, as one list: each node once, and each version of a service. The first one is believed. */
export function union(lists: readonly (readonly ServiceRecord[])[]): readonly ServiceRecord[] {
  const records = new Map<string, ServiceRecord>()
  const seen = new Set<string>()
  for (const record of lists.flat()) {
    const fresh = record.nodes.filter(({ id }) => !seen.has(keyOf(record.name, id)))
    for (const { id } of fresh) seen.add(keyOf(record.name, id))
    // A list may leave nodes out; one of whose nodes all are known as another version's is gone.
    if (fresh.length === 0 && record.nodes.length > 0) continue
    const key = keyOf(record.name, record.version)
    const known = records.get(key)
    records.set(key, known === undefined ? { ...record, nodes: fresh } : withNodes(known, fresh))
  }
  return [...records.values()]
}

function withNodes(record: ServiceRecord, more: readonly Node[]): ServiceRecord {
  return more.length === 0 ? record : { ...record, nodes: [...record.nodes, ...more] }
}

function keyOf(name: string, part: string): string {
  return JSON.stringify([name, part])
}

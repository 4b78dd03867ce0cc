import type { Action, Change, ServiceRecord } from '@micro/core'
import type { Event, KeyValue } from '../gen/etcd/v3/rpc.js'
import { EventKind } from '../gen/etcd/v3/rpc.js'
import type { Entries } from './entries.ts'
import { lost } from './failure.ts'

/**
 * What an event of etcd means for those who watch `service`, or all: nothing, one change, or two, where one node's key
 * now holds another's.
 * @throws MicroError 503 `WATCH_LOST` for a deletion of which etcd no longer knows what was deleted
 */
export function changesOf({ kind, kv, prevKv }: Event, entries: Entries, service?: string): readonly Change[] {
  if (kv === undefined) return []
  if (kind === EventKind.DELETE) {
    if (prevKv === undefined) throw lost(`what was at ${Buffer.from(kv.key).toString()} is no longer known`)
    return changes('delete', read(prevKv, entries, service))
  }
  // Said again without a change: by whoever took a new lease for it.
  if (prevKv !== undefined && Buffer.compare(prevKv.value, kv.value) === 0) return []
  const now = read(kv, entries, service)
  if (prevKv === undefined) return changes(kv.createRevision < kv.modRevision ? 'update' : 'create', now)
  const before = read(prevKv, entries, service)
  if (before === undefined || now === undefined || !isSameNode(before, now)) {
    return [...changes('delete', before), ...changes('create', now)]
  }
  return changes('update', now)
}

function read(kv: KeyValue, entries: Entries, service: string | undefined): ServiceRecord | undefined {
  const record = entries.read(kv)
  return service === undefined || record?.name === service ? record : undefined
}

function isSameNode(a: ServiceRecord, b: ServiceRecord): boolean {
  return a.name === b.name && a.version === b.version && a.nodes[0]?.id === b.nodes[0]?.id
}

function changes(action: Action, service: ServiceRecord | undefined): readonly Change[] {
  return service === undefined ? [] : [{ action, service }]
}

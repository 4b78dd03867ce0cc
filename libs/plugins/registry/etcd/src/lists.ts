import { latestByVersion, type ServiceRecord } from '@micro/core'
import type { KeyValue } from '../gen/etcd/v3/rpc.js'
import type { Cluster } from './cluster.ts'
import type { Entries } from './entries.ts'
import { hasReason } from './failure.ts'
import { after, type KeyRange } from './keys.ts'
import { range } from './rpc.ts'

/** Nodes of one answer; fewer where they are so large that the answer would be. */
const page = 500

/** All that is kept in a range of keys, as of one moment. @throws MicroError */
export async function readAll(
  cluster: Cluster,
  { key, rangeEnd }: KeyRange,
  serializable: boolean,
  signal?: AbortSignal,
): Promise<readonly KeyValue[]> {
  const found: KeyValue[] = []
  let from = key
  let limit = page
  let revision = 0
  for (;;) {
    try {
      // The pages that follow are of the first one's moment. A member that is behind waits until it is there.
      const behind = serializable && revision === 0
      const request = { key: from, rangeEnd, limit, revision, serializable: behind }
      const { kvs, more, header } = await cluster.call(range, request, signal)
      found.push(...kvs)
      const last = kvs.at(-1)
      if (!more || last === undefined) return found
      revision = header?.revision ?? revision
      from = after(last.key)
    } catch (error) {
      if (hasReason(error, 'TOO_LARGE') && limit > 1) {
        limit = Math.ceil(limit / 4)
      } else if (hasReason(error, 'NO_REVISION') && revision > 0) {
        // Compacted between two pages: once more, from the first.
        found.length = 0
        from = key
        revision = 0
      } else throw error
    }
  }
}

/** One record for each service and version. */
export function merged(kept: readonly KeyValue[], entries: Entries): readonly ServiceRecord[] {
  return latestByVersion(
    kept.flatMap((kv) => {
      const record = entries.read(kv)
      return record === undefined ? [] : [{ record, at: kv.modRevision }]
    }),
  )
}

import type { KeyValue } from '../gen/etcd/v3/rpc.js'
import type { Cluster } from './cluster.ts'
import { hasReason, lost } from './failure.ts'
import { exactly, type KeyRange } from './keys.ts'
import { range } from './rpc.ts'

/**
 * Something that etcd held at a certain revision. A server that was wiped counts revisions from one again, and a watch
 * that went on there by its number would miss what is gone and all that was registered meanwhile. If etcd still says
 * the same of that revision, it is the same history.
 */
export interface Witness {
  readonly at: KeyRange
  readonly revision: number
  readonly print: string
}

/** The first entry of a range at a revision, or that there was none. @throws MicroError */
export async function testify(cluster: Cluster, at: KeyRange, revision: number): Promise<Witness> {
  return { at, revision, print: await printAt(cluster, at, revision) }
}

/** An entry that was just told. */
export function witnessOf(kv: KeyValue): Witness {
  return { at: exactly(kv.key), revision: kv.modRevision, print: printOf(kv) }
}

/** @throws MicroError 503 `WATCH_LOST` where etcd says something else, or no longer knows */
export async function confirm(cluster: Cluster, witness: Witness): Promise<void> {
  const print = await printAt(cluster, witness.at, witness.revision).catch((error) => {
    throw hasReason(error, 'NO_REVISION') ? lost((error as Error).message) : error
  })
  if (print !== witness.print) {
    throw lost('etcd has another history: it was wiped, or restored from a backup')
  }
}

async function printAt(cluster: Cluster, at: KeyRange, revision: number): Promise<string> {
  // Of the cluster, not of one member: one that is behind does not know the revision yet.
  const { kvs } = await cluster.call(range, { ...at, limit: 1, revision, serializable: false })
  return kvs[0] === undefined ? 'nothing' : printOf(kvs[0])
}

/** The lease tells apart what was registered again after a wipe, with the same value at the same revision. */
function printOf({ key, modRevision, createRevision, lease }: KeyValue): string {
  return [Buffer.from(key).toString('hex'), modRevision, createRevision, lease].join(' ')
}

import { deflateSync } from 'node:zlib'
import type { Node, ServiceRecord } from '@micro/core'
import { splitHostPort } from './address.ts'

/** What a tag is about: a node's metadata, an endpoint, the version; and ours alone, the service's metadata. */
export type TagKind = 't' | 'e' | 'v' | 's'

/** Seconds that consul keeps a crashed service at least, and beyond its ttl. */
const reap = { least: 65, beyond: 5 }

/** Consul's own bounds of `Meta`, the last in bytes: what does not fit is left out there, since the tags have it. */
const meta = { pairs: 64, key: /^(?!consul-)[\w-]{1,128}$/i, value: 512 }

/** Ten years: what is longer is a number that consul can't read. */
const longest = 315_360_000_000

export interface CheckOptions {
  /** Milliseconds. */
  readonly ttl: number
  /** Milliseconds between two probes of the node's address, in place of a check that is passed. */
  readonly tcpCheck: number | undefined
}

/** A tag as Go Micro writes it: lower-case hex of zlib. */
export function encodeTag(kind: TagKind, text: string): string {
  return `${kind}-${deflateSync(text).toString('hex')}`
}

/** The tags of one node: one per pair of metadata, one per endpoint, one for the version. */
export function encodeTags({ version, metadata, endpoints }: ServiceRecord, node: Node): readonly string[] {
  return [
    ...Object.entries(node.metadata).map((pair) => encodeTag('t', JSON.stringify(Object.fromEntries([pair])))),
    ...endpoints.map((endpoint) => encodeTag('e', JSON.stringify(endpoint))),
    encodeTag('v', version),
    // Go Micro has no place for these; its readers pass over a letter they do not know.
    ...Object.entries(metadata).map((pair) => encodeTag('s', JSON.stringify(Object.fromEntries([pair])))),
  ]
}

/** The body with which one node is registered: a service of consul. */
export interface Registration {
  readonly ID: string
  readonly Name: string
  readonly Tags: readonly string[]
  readonly Address: string
  readonly Port: number
  readonly Meta: Readonly<Record<string, string>>
  readonly Check: Readonly<Record<string, string>>
}

export function registration(record: ServiceRecord, node: Node, check: CheckOptions): Registration {
  const { host, port } = splitHostPort(node.address)
  return {
    ID: node.id,
    Name: record.name,
    Tags: encodeTags(record, node),
    Address: host,
    Port: port,
    Meta: metaOf(node.metadata),
    Check: checkOf(node, check),
  }
}

/** A check begins as passing: whoever registers serves already, and no reader sees the moment between. */
function checkOf(node: Node, { ttl, tcpCheck }: CheckOptions): Readonly<Record<string, string>> {
  const milliseconds = Math.max(1, Math.min(longest, Math.ceil(ttl)))
  const seconds = Math.max(reap.least, Math.ceil(milliseconds / 1000) + reap.beyond)
  const common = { Status: 'passing', DeregisterCriticalServiceAfter: `${seconds}s` }
  if (tcpCheck === undefined) return { TTL: `${milliseconds}ms`, ...common }
  return { TCP: node.address, Interval: `${Math.ceil(tcpCheck)}ms`, ...common }
}

function metaOf(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const fitting = Object.entries(metadata).filter(
    ([key, value]) => meta.key.test(key) && Buffer.byteLength(value) <= meta.value,
  )
  return Object.fromEntries(fitting.slice(0, meta.pairs))
}

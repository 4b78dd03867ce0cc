import { isDeepStrictEqual } from 'node:util'
import { type Clock, systemClock } from '../clock.ts'
import { errors } from '../errors.ts'
import type { Action, Change, Endpoint, Node, ServiceRecord } from '../registry.ts'
import { type Lease, Leases } from './lease.ts'
import { checkedRecord, defaultLimits, type RegistryLimits } from './limits.ts'

export interface RegistryStoreOptions {
  /** @default systemClock */
  readonly clock?: Clock
  readonly limits?: RegistryLimits
}

interface NodeLease extends Lease {
  node: Node
  version: Version
}

/** One version of a service. Its metadata and endpoints are those of the latest registration. */
interface Version {
  readonly name: string
  readonly version: string
  metadata: Readonly<Record<string, string>>
  endpoints: readonly Endpoint[]
  readonly leases: Map<string, NodeLease>
}

/**
 * What a registry holds: services, their nodes and the nodes' leases, in the memory of one process. All verbs are
 * synchronous, so a snapshot and the changes after it fit together without a gap.
 */
export class RegistryStore {
  readonly #limits: Required<RegistryLimits>
  readonly #leases: Leases<NodeLease>
  readonly #services = new Map<string, Map<string, Version>>()
  readonly #nodes = new Map<string, Map<string, NodeLease>>()
  readonly #listeners = new Set<(change: Change) => void>()
  #size = 0
  #revision = 0

  constructor(options: RegistryStoreOptions = {}) {
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#leases = new Leases(options.clock ?? systemClock, (lease) => this.#remove(lease))
  }

  /** Goes up by one with each change. */
  get revision(): number {
    return this.#revision
  }

  /** Nodes of all services. */
  get size(): number {
    this.#leases.sweep()
    return this.#size
  }

  /**
   * Adds or replaces the record's nodes and starts their leases anew.
   * @param ttl milliseconds
   * @throws MicroError 400, 413 for a record that may not be, 429 `REGISTRY_FULL`
   */
  register(record: ServiceRecord, ttl: number = Number.POSITIVE_INFINITY): void {
    if (!(ttl > 0)) {
      throw errors.badRequest('micro.registry', `a ttl of ${ttl} ms`, {
        reason: 'INVALID_TTL',
        domain: 'micro.registry',
      })
    }
    const { name, version, metadata, endpoints, nodes } = checkedRecord(record, this.#limits)
    this.#leases.sweep()
    const known = this.#nodes.get(name)
    const added = nodes.reduce((count, node) => count + (known?.has(node.id) ? 0 : 1), 0)
    if (this.#size + added > this.#limits.total) {
      const detail = `the registry is full: ${this.#limits.total} nodes`
      throw errors.tooManyRequests('micro.registry', detail, { reason: 'REGISTRY_FULL', domain: 'micro.registry' })
    }
    const target = this.#version(name, version)
    const changed = !isDeepStrictEqual([target.metadata, target.endpoints], [metadata, endpoints])
    target.metadata = metadata
    target.endpoints = endpoints
    const created: Node[] = []
    const updated: Node[] = []
    for (const node of nodes) {
      let lease = this.#nodes.get(name)?.get(node.id)
      if (lease !== undefined && lease.version !== target) {
        // The process came back as another version under its old id.
        this.#remove(lease)
        lease = undefined
      }
      if (lease === undefined) {
        lease = this.#add(target, node)
        created.push(node)
      } else if (changed || !isDeepStrictEqual(lease.node, node)) {
        lease.node = node
        updated.push(node)
      }
      this.#leases.renew(lease, ttl)
    }
    this.#emit('create', target, created)
    this.#emit('update', target, updated)
  }

  /** Removes the record's nodes, by their ids; those that are not there are no error. */
  deregister(record: ServiceRecord): void {
    this.#leases.sweep()
    for (const { id } of record.nodes) {
      const lease = this.#nodes.get(record.name)?.get(id)
      if (lease !== undefined) this.#remove(lease)
    }
  }

  /** All versions of a service that have nodes. */
  get(name: string): readonly ServiceRecord[] {
    this.#leases.sweep()
    return Array.from(this.#services.get(name)?.values() ?? [], (version) => toRecord(version))
  }

  /** All services, sorted by name. */
  list(): readonly ServiceRecord[] {
    this.#leases.sweep()
    return [...this.#services.keys()].sort().flatMap((name) => this.get(name))
  }

  /** Calls `listener` with each change from now on. @returns ends that */
  watch(listener: (change: Change) => void): () => void {
    this.#leases.sweep()
    // A function of its own per call, so that one listener may watch twice.
    const entry = (change: Change) => listener(change)
    this.#listeners.add(entry)
    return () => void this.#listeners.delete(entry)
  }

  /** Forgets everything, as a server does that dies: no change is told. */
  clear(): void {
    this.#leases.clear()
    this.#services.clear()
    this.#nodes.clear()
    this.#size = 0
  }

  #version(name: string, version: string): Version {
    let versions = this.#services.get(name)
    if (versions === undefined) {
      versions = new Map()
      this.#services.set(name, versions)
    }
    let found = versions.get(version)
    if (found === undefined) {
      found = { name, version, metadata: {}, endpoints: [], leases: new Map() }
      versions.set(version, found)
    }
    return found
  }

  #add(version: Version, node: Node): NodeLease {
    const lease: NodeLease = { node, version, ttl: Number.POSITIVE_INFINITY, expires: Number.POSITIVE_INFINITY }
    version.leases.set(node.id, lease)
    let nodes = this.#nodes.get(version.name)
    if (nodes === undefined) {
      nodes = new Map()
      this.#nodes.set(version.name, nodes)
    }
    nodes.set(node.id, lease)
    this.#size++
    return lease
  }

  #remove(lease: NodeLease): void {
    const { version, node } = lease
    this.#leases.remove(lease)
    this.#size--
    version.leases.delete(node.id)
    const nodes = this.#nodes.get(version.name)
    nodes?.delete(node.id)
    if (nodes?.size === 0) this.#nodes.delete(version.name)
    const versions = this.#services.get(version.name)
    if (version.leases.size === 0) versions?.delete(version.version)
    if (versions?.size === 0) this.#services.delete(version.name)
    this.#emit('delete', version, [node])
  }

  #emit(action: Action, version: Version, nodes: readonly Node[]): void {
    if (nodes.length === 0) return
    this.#revision++
    const change: Change = Object.freeze({ action, service: toRecord(version, nodes) })
    for (const listener of this.#listeners) listener(change)
  }
}

function toRecord(version: Version, nodes: readonly Node[] = nodesOf(version)): ServiceRecord {
  const { name, metadata, endpoints } = version
  return Object.freeze({ name, version: version.version, metadata, endpoints, nodes: Object.freeze(nodes) })
}

function nodesOf(version: Version): readonly Node[] {
  return Array.from(version.leases.values(), (lease) => lease.node)
}

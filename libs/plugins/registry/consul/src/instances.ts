import { checkedRecord, defaultLimits, type Log, latestByVersion, type ServiceRecord } from '@micro/core'
import { joinHostPort } from './address.ts'
import { answerBudget, TagReader } from './decode.ts'

/** One node that is up. */
export interface Instance {
  /** Holds this node alone. */
  readonly record: ServiceRecord
  /** Of its last change in consul. */
  readonly index: number
  /** Whether it has tags of Go Micro's. */
  readonly ours: boolean
}

/** By the nodes' ids. */
export type Instances = ReadonlyMap<string, Instance>

/** What is read of an entry of `health/service`. */
export interface HealthEntry {
  readonly Node: { readonly Node: string; readonly Address: string }
  readonly Service: {
    readonly ID: string
    readonly Service: string
    readonly Tags: readonly string[]
    readonly Address: string
    readonly Port: number
    readonly ModifyIndex: number
  }
  readonly Checks: readonly { readonly Status: string }[]
}

/** Nodes whose faults have been told, at most; then all are told again. */
const maxTold = 10_000

/** Turns what consul knows of a service into nodes. What is wrong with one node is told once, and hurts no other. */
export class InstanceReader {
  readonly #log: Log | undefined
  readonly #tags = new TagReader()
  readonly #told = new Set<string>()

  constructor(log: Log | undefined) {
    this.#log = log
  }

  /** @param before of the same service: what has not changed is taken from there */
  read(name: string, entries: readonly HealthEntry[], before: Instances = new Map()): Instances {
    const budget = answerBudget()
    const instances = new Map<string, Instance>()
    for (const entry of entries) {
      const { ID: id, Service: service, ModifyIndex: index } = entry.Service
      // Consul does not tell names apart that differ in case only.
      if (service !== name || isDown(entry)) continue
      const other = instances.get(id)
      // One node at two agents: its own has moved, or it has.
      if (other !== undefined && other.index >= index) continue
      const known = before.get(id)
      const instance = known?.index === index ? known : this.#read(entry, budget)
      if (instance !== undefined) instances.set(id, instance)
    }
    return instances
  }

  #read({ Node, Service }: HealthEntry, budget: { left: number }): Instance | undefined {
    const { ID: id, Service: name, Port: port, ModifyIndex: index } = Service
    const { version, metadata, endpoints, serviceMetadata, ours, malformed } = this.#tags.read(Service.Tags, budget)
    if (malformed.length > 0) {
      const tags = malformed.map((tag) => (tag.length > 40 ? `${tag.slice(0, 40)}…` : tag)).slice(0, 3)
      this.#tell(name, id, `${malformed.length} of its tags can't be read: ${tags.join(' ')}`)
    }
    // Registered without an address it is where its agent is.
    const address = joinHostPort({ host: Service.Address || Node.Address, port })
    const nodes = [{ id, address, metadata }]
    try {
      const record = checkedRecord({ name, version, metadata: serviceMetadata, endpoints, nodes }, defaultLimits)
      return { record, index, ours }
    } catch (error) {
      this.#tell(name, id, `it is left out: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }

  #tell(service: string, node: string, error: string): void {
    const key = `${service}\n${node}`
    if (this.#told.has(key)) return
    if (this.#told.size >= maxTold) this.#told.clear()
    this.#told.add(key)
    this.#log?.warn({ service, node, error }, 'a node in consul is not as it should be')
  }
}

/** One record per version. */
export function merged(instances: Instances): readonly ServiceRecord[] {
  return latestByVersion(Array.from(instances.values(), ({ record, index }) => ({ record, at: index })))
}

/** Whether one of its checks is critical, its machine's included. */
export function isDown({ Checks }: HealthEntry): boolean {
  return Checks.some(({ Status }) => Status === 'critical')
}

import type { Clock, Node, ServiceRecord } from '@micro/core'

/** One node that this client has registered. */
export interface Registration {
  /** Holds this node alone. */
  readonly record: ServiceRecord
  /** Milliseconds; undefined for one that this client renews by itself. */
  readonly ttl: number | undefined
  readonly renewed: number
}

/** What a client has registered: to be said again to a server that has forgotten it. */
export class Registrations {
  readonly #clock: Clock
  readonly #byNode = new Map<string, Registration>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @returns takes it back: what was there before is there again, unless something else came since */
  add(record: ServiceRecord, ttl: number | undefined): () => void {
    const renewed = this.#clock.now()
    const undo = record.nodes.map((node) => {
      const key = keyOf(record.name, node)
      const before = this.#byNode.get(key)
      const added: Registration = { record: { ...record, nodes: [node] }, ttl, renewed }
      this.#byNode.set(key, added)
      return () => {
        if (this.#byNode.get(key) !== added) return
        if (before === undefined) this.#byNode.delete(key)
        else this.#byNode.set(key, before)
      }
    })
    return () => {
      for (const each of undo) each()
    }
  }

  remove(record: ServiceRecord): void {
    for (const node of record.nodes) this.#byNode.delete(keyOf(record.name, node))
  }

  clear(): void {
    this.#byNode.clear()
  }

  /** All that still hold. One whose lease has passed was given up by whoever registered it. */
  get current(): readonly Registration[] {
    const now = this.#clock.now()
    for (const [key, { ttl, renewed }] of this.#byNode) {
      if (ttl !== undefined && renewed + ttl <= now) this.#byNode.delete(key)
    }
    return [...this.#byNode.values()]
  }

  /** Those that this client renews by itself. */
  get endless(): readonly Registration[] {
    return this.current.filter(({ ttl }) => ttl === undefined)
  }
}

function keyOf(service: string, node: Node): string {
  return `${service}\n${node.id}`
}

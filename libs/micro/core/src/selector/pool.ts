import type { MicroError } from '../errors.ts'
import type { CachedService } from '../registry/cached-service.ts'
import { describeNodes, unavailable } from '../registry/unavailable.ts'
import type { Node, ServiceRecord } from '../registry.ts'
import type { Filter, Outcome, SelectOptions, Strategy } from '../selector.ts'
import { Ejection, type EjectionOptions } from './ejection.ts'
import { type Owner, TrackedNode } from './tracked-node.ts'

export interface PoolOptions {
  readonly strategy: Strategy
  /** Undefined for none. */
  readonly ejection: Required<EjectionOptions> | undefined
  readonly random: () => number
  /** Why there is no node at all. */
  explain(service: string): MicroError
}

/** Milliseconds by which two ways to compute one moment may differ. */
const rounding = 1e-6

/** The nodes of a list that pass the filters. */
interface View {
  readonly services: readonly ServiceRecord[]
  readonly all: readonly TrackedNode[]
  /** Those that are not ejected, as of `epoch`. */
  available: readonly TrackedNode[]
  epoch: number
  /** What one more filter leaves. */
  readonly further: WeakMap<Filter, View>
}

/** The nodes of one service, and the choice among them. */
export class Pool implements Owner {
  readonly #entry: CachedService
  readonly #options: PoolOptions
  readonly #ejection: Ejection | undefined
  #nodes = new Map<string, TrackedNode>()
  #order = 0
  /** Goes up when a node is ejected or taken back. */
  #epoch = 0
  #root: View = { services: [], all: [], available: [], epoch: 0, further: new WeakMap() }

  constructor(entry: CachedService, options: PoolOptions) {
    this.#entry = entry
    this.#options = options
    this.#ejection = options.ejection && new Ejection(options.ejection, options.random)
    this.update()
  }

  /** Takes the entry's list. A node that stays keeps all that is known of it. */
  update(): void {
    const before = this.#nodes
    const typical = mean(before)
    this.#nodes = new Map()
    for (const { version, nodes } of this.#entry.services) {
      for (const node of nodes) {
        let tracked = before.get(keyOf(node))
        if (tracked === undefined) {
          tracked = new TrackedNode(this, this.#entry.name, version, node, this.#order++, typical)
        } else {
          tracked.version = version
          tracked.node = node
        }
        this.#nodes.set(keyOf(node), tracked)
      }
    }
    for (const [key, node] of before) node.gone = this.#nodes.get(key) !== node
    this.#ejection?.retain((node) => !node.gone)
    this.#root = this.#view(this.#entry.services)
  }

  /** Forgets what is known of the nodes. */
  reset(): void {
    for (const node of this.#nodes.values()) node.gone = true
    this.#nodes = new Map()
    this.update()
  }

  /** @throws MicroError 503 when no node fits */
  pick(options: SelectOptions, now: number): TrackedNode {
    this.#entry.used = true
    const view = options.filters === undefined ? this.#root : this.#filtered(options.filters)
    const excluded = options.exclude
    if (excluded !== undefined && excluded.length > 0) return this.#pickOther(view, excluded, options, now)
    const ejection = this.#ejection
    if (ejection !== undefined && now >= ejection.due) {
      const trial = ejection.trial(now, (node) => view.all.includes(node))
      if (trial !== undefined) return trial.begin(now)
    }
    if (view.epoch !== this.#epoch) this.#refresh(view)
    // With all of them ejected there is nothing to lose by asking one.
    const candidates = view.available.length > 0 ? view.available : view.all
    if (candidates.length === 0) throw this.#none(view)
    return this.#choose(candidates, options, now)
  }

  mark(node: TrackedNode, outcome: Outcome, now: number): void {
    const { latency, result } = outcome
    const ok = result === 'ok'
    node.end(ok)
    // Asked before it was ejected, tried or taken back: says nothing of how the node is now.
    if (node.gone || now - latency < node.since - rounding) return
    if (result === 'neutral') {
      this.#ejection?.untried(node, now)
      return
    }
    if (node.state === 'ejected' && !ok) return
    const first = !node.measured && node.latency === 0
    node.record(latency, !ok, now)
    if (first) this.#spread(node.latency)
    if (this.#ejection?.judge(node, !ok, this.#nodes.size, now) === true) this.#epoch++
  }

  #choose(candidates: readonly TrackedNode[], options: SelectOptions, now: number): TrackedNode {
    const { strategy } = this.#options
    let node = strategy.pick(candidates, options, now)
    if (node.rampEnd > now && candidates.length > 1 && this.#ejection?.accepts(node, now) === false) {
      const back = node
      node = strategy.pick(
        candidates.filter((other) => other !== back),
        options,
        now,
      )
    }
    return node.begin(now)
  }

  /** A further attempt of a call: a node that was not tried, even an ejected one, before one that was. */
  #pickOther(view: View, excluded: readonly Node[], options: SelectOptions, now: number): TrackedNode {
    if (view.epoch !== this.#epoch) this.#refresh(view)
    const keys = new Set(excluded.map(keyOf))
    const other = (node: TrackedNode) => !keys.has(keyOf(node.node))
    for (const candidates of [view.available.filter(other), view.all.filter(other), view.available, view.all]) {
      if (candidates.length > 0) return this.#choose(candidates, options, now)
    }
    throw this.#none(view)
  }

  #filtered(filters: readonly Filter[]): View {
    let view = this.#root
    for (const filter of filters) {
      let next = view.further.get(filter)
      if (next === undefined) {
        next = this.#view(filter(view.services))
        view.further.set(filter, next)
      }
      view = next
    }
    return view
  }

  #view(services: readonly ServiceRecord[]): View {
    const all = new Set<TrackedNode>()
    for (const { nodes } of services) {
      for (const node of nodes) {
        const tracked = this.#nodes.get(keyOf(node))
        if (tracked !== undefined) all.add(tracked)
      }
    }
    const sorted = [...all].sort((a, b) => a.order - b.order)
    return { services, all: sorted, available: sorted, epoch: -1, further: new WeakMap() }
  }

  #refresh(view: View): void {
    const available = view.all.filter((node) => node.state === 'in')
    // The same array as long as it says the same: strategies may keep something by it.
    view.available = available.length === view.all.length ? view.all : available
    view.epoch = this.#epoch
  }

  /** The first answer of all is the best guess for those that have not answered yet. */
  #spread(latency: number): void {
    for (const node of this.#nodes.values()) if (!node.measured && node.latency === 0) node.latency = latency
  }

  #none(view: View): MicroError {
    const { name, services } = this.#entry
    if (view === this.#root || services.length === 0) return this.#options.explain(name)
    return unavailable(`${name}: none of ${describeNodes(services)} passes the filters`, 'NO_MATCHING_NODE')
  }
}

/** What nodes take that have answered, 0 when none has. */
function mean(nodes: ReadonlyMap<string, TrackedNode>): number {
  let sum = 0
  let count = 0
  for (const node of nodes.values()) {
    if (!node.measured) continue
    sum += node.latency
    count++
  }
  return count === 0 ? 0 : sum / count
}

function keyOf(node: Node): string {
  return `${node.id} ${node.address}`
}

import type { Node } from '../registry.ts'
import type { Candidate, Outcome } from '../selector.ts'

/**
 * Milliseconds after which a latency counts for 1/e. Finagle's peak EWMA and go-zero take 10 s, Kratos 0.6 s: here a
 * node's stall is seen by its silence, so the average may be calm, but one that was slow must be trusted again soon.
 */
const latencyDecay = 2000

/** Milliseconds after which an outcome counts for 1/e: gRPC's outlier detection (A50) and Envoy look at 10 s. */
const outcomeDecay = 10_000

/** Successes that every node is credited with, so that one failure among few attempts says little. */
const credit = 5

/** `in` gets calls, `ejected` none, `trial` one at a time until one tells how the node is. */
export type NodeState = 'in' | 'ejected' | 'trial'

/** Who has the node. */
export interface Owner {
  mark(node: TrackedNode, outcome: Outcome, now: number): void
}

/** A node, what is known of it, and whether it gets calls. */
export class TrackedNode implements Candidate {
  readonly owner: Owner
  readonly service: string
  readonly order: number
  version: string
  node: Node
  inflight = 0
  latency: number
  success = 1
  silent = Number.POSITIVE_INFINITY
  picked = Number.NEGATIVE_INFINITY

  state: NodeState = 'in'
  /** It has left the registry; attempts may still end. */
  gone = false
  /** When it was ejected, put on trial or taken back: what was asked before says nothing of how it is now. */
  since = Number.NEGATIVE_INFINITY
  /** When the ejection ends. */
  until = Number.NEGATIVE_INFINITY
  /** Until when it gets less than its share, after an ejection. */
  rampEnd = Number.NEGATIVE_INFINITY
  /** Ejections one after the other. */
  ejections = 0
  /** Failures one after the other. */
  consecutive = 0
  /** Outcomes, and failures among them, decayed. */
  outcomes = 0
  failures = 0
  /** Whether `latency` is its own. */
  measured = false
  /** When it was last heard of. */
  #heard = 0

  constructor(owner: Owner, service: string, version: string, node: Node, order: number, latency: number) {
    this.owner = owner
    this.service = service
    this.version = version
    this.node = node
    this.order = order
    this.latency = latency
  }

  /** An attempt begins. */
  begin(now: number): this {
    this.inflight++
    this.picked = now
    if (this.silent === Number.POSITIVE_INFINITY) this.silent = now
    return this
  }

  /** An attempt is over. */
  end(answered: boolean): void {
    if (this.inflight > 0) this.inflight--
    if (answered || this.inflight === 0) this.silent = Number.POSITIVE_INFINITY
  }

  /** Learns from an outcome. A failure, be it quick, makes no node look faster. */
  record(latency: number, failed: boolean, now: number): void {
    const elapsed = Math.max(0, now - this.#heard)
    this.#heard = now
    const sample = failed ? Math.max(latency, this.latency) : latency
    if (this.measured) {
      const weight = Math.exp(-elapsed / latencyDecay)
      this.latency = this.latency * weight + sample * (1 - weight)
    } else {
      this.latency = sample
      this.measured = true
    }
    const kept = Math.exp(-elapsed / outcomeDecay)
    this.outcomes = this.outcomes * kept + 1
    this.failures = this.failures * kept + (failed ? 1 : 0)
    this.success = 1 - this.failures / (this.outcomes + credit)
    this.consecutive = failed ? this.consecutive + 1 : 0
  }

  /** What was learned no longer holds. */
  forget(): void {
    this.measured = false
    this.consecutive = 0
    this.outcomes = 0
    this.failures = 0
    this.success = 1
  }
}

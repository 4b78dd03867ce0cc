import type { Node, ServiceRecord } from './registry.ts'

/**
 * Selector: which node gets the next call. Go Micro's verbs, with one rule more: every `select` is ended by exactly
 * one `mark`, so the selector knows each node's calls in flight, latency and failures.
 */
export interface Selector {
  /**
   * The node for one attempt. Answers at once when the list is warm.
   * @param now milliseconds on the clock's scale, from who has just read it
   * @throws MicroError 503 when there is no such service or no node fits, saying which and why
   */
  select(service: string, options?: SelectOptions, now?: number): Candidate | Promise<Candidate>
  /** Ends the attempt: how it went decides what the node gets next. */
  mark(candidate: Candidate, outcome: Outcome): void
  /** Forgets what is known of a service's nodes. */
  reset(service: string): void
  close(): Promise<void>
}

export interface SelectOptions {
  /** Applied in order to the service's records, as Go Micro's: by version, label, endpoint. */
  readonly filters?: readonly Filter[]
  /** Nodes already tried in this call; taken only when there is no other. */
  readonly exclude?: readonly Node[]
  /** What a hashing strategy keeps together. */
  readonly key?: string
}

/**
 * What of a service may be called. Its result is kept for as long as the list stays the same, so it depends on nothing
 * else; one that is made once is applied once.
 */
export type Filter = (services: readonly ServiceRecord[]) => readonly ServiceRecord[]

/** How an attempt went. */
export interface Outcome {
  /** Milliseconds from send to answer. */
  readonly latency: number
  /** When it ended, on the clock's scale. @default now */
  readonly at?: number
  /**
   * `failure` is the node's fault (no connection, no answer in time, 5xx) and counts towards its ejection; `ok` is any
   * answer, refusals of the caller's request included; `neutral` says nothing of the node (the caller gave up).
   */
  readonly result: 'ok' | 'failure' | 'neutral'
}

/** A node and what is known of it: one object per node for as long as it is registered. */
export interface Candidate {
  readonly service: string
  readonly version: string
  readonly node: Node
  /** Grows in the order in which a service's nodes came; lists are sorted by it. */
  readonly order: number
  /** Attempts selected and not yet marked. */
  readonly inflight: number
  /**
   * Milliseconds an answer takes, exponentially weighted. Before the node's first answer what the service's other nodes
   * take, and 0 before the first of all.
   */
  readonly latency: number
  /** Share of attempts that were no failure, exponentially weighted: from above 0 to 1. */
  readonly success: number
  /**
   * Milliseconds, on the clock's scale, since when the node was asked and has answered nothing; `Infinity` while it owes
   * no answer.
   */
  readonly silent: number
  /** Milliseconds, on the clock's scale, of the last pick; `-Infinity` before the first. */
  readonly picked: number
}

/** A way to choose among nodes that are all in order: ejected and excluded ones are gone from the list already. */
export interface Strategy {
  /** `random`, `round-robin`, `p2c`. */
  readonly name: string
  /**
   * On the path of each call: must not allocate.
   * @param candidates at least one; the same array as long as nothing changed
   * @param now milliseconds on the clock's scale
   */
  pick<C extends Candidate>(candidates: readonly C[], options: SelectOptions, now: number): C
}

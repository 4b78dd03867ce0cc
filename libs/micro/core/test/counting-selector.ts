import { type Candidate, errors, type Outcome, type SelectOptions, type Selector } from '../src/index.ts'

/** Gives the nodes in turn, and holds its client to one `mark` for each `select`. */
export class CountingSelector implements Selector {
  readonly marks: Outcome['result'][] = []
  readonly selected: string[] = []
  /** What broke the rule. */
  readonly wrong: string[] = []
  /** Answers a turn later, as with a list that is not there yet. */
  late = false
  readonly #open = new Set<Candidate>()
  readonly #addresses: readonly string[]
  #next = 0

  constructor(addresses: readonly string[]) {
    this.#addresses = addresses
  }

  /** Selected and not yet marked. */
  get open(): number {
    return this.#open.size
  }

  select(service: string, { exclude = [] }: SelectOptions = {}): Candidate | Promise<Candidate> {
    const tried = new Set(exclude.map(({ address }) => address))
    const fresh = this.#addresses.filter((address) => !tried.has(address))
    const from = fresh.length > 0 ? fresh : this.#addresses
    const address = from[tried.size > 0 ? 0 : this.#next++ % from.length]
    if (address === undefined) throw errors.unavailable('test', 'no node')
    const node = { id: address, address, metadata: {} }
    const known = { order: 0, inflight: 0, latency: 0, success: 1, silent: Number.POSITIVE_INFINITY, picked: 0 }
    const candidate = { service, version: '1', node, ...known }
    this.#open.add(candidate)
    this.selected.push(address)
    return this.late ? new Promise((resolve) => setImmediate(resolve, candidate)) : candidate
  }

  mark(candidate: Candidate, outcome: Outcome): void {
    if (!this.#open.delete(candidate)) this.wrong.push(`marked twice or never selected: ${candidate.node.address}`)
    if (!(outcome.latency >= 0)) this.wrong.push(`latency of ${outcome.latency}`)
    this.marks.push(outcome.result)
  }

  reset(): void {}
  async close(): Promise<void> {}
}

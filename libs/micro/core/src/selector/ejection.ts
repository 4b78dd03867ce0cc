import type { TrackedNode } from './tracked-node.ts'

/** When a node gets no more calls, and when it is tried again. */
export interface EjectionOptions {
  /** Failures one after the other that eject a node. @default 5, as Envoy's `consecutive_5xx` */
  readonly consecutive?: number
  /** Share of failures that ejects a node. @default 0.5 */
  readonly ratio?: number
  /** Outcomes within some 10 s below which the share says nothing. @default 20 */
  readonly volume?: number
  /**
   * Milliseconds of the first ejection; twice as long each further time, less up to a half at random.
   * @default 1000, as Linkerd's failure accrual
   */
  readonly base?: number
  /** Milliseconds of the longest. A node that was in order for as long begins with `base` again. @default 60000, as Linkerd's */
  readonly max?: number
  /**
   * Share of a service's nodes that may be ejected at once, rounded up, and never all. Envoy stops at 10 %, which is no
   * node at all for most services here.
   * @default 0.5
   */
  readonly share?: number
  /** Milliseconds over which a node that is back gets from a tenth of its share to all of it. @default 10000 */
  readonly slowStart?: number
  /** Milliseconds after which a trial that got no answer is repeated: it may be a stream. @default 5000 */
  readonly retrial?: number
}

export const defaultEjection: Required<EjectionOptions> = {
  consecutive: 5,
  ratio: 0.5,
  volume: 20,
  base: 1000,
  max: 60_000,
  share: 0.5,
  slowStart: 10_000,
  retrial: 5000,
}

/** The least a node gets that is back, as a part of its share. */
const firstPart = 0.1

/** Ejects failing nodes of one service and takes them back. */
export class Ejection {
  readonly #options: Required<EjectionOptions>
  readonly #random: () => number
  /** Ejected or on trial. */
  #out: TrackedNode[] = []
  /** When the first of them may be tried. */
  due = Number.POSITIVE_INFINITY

  constructor(options: Required<EjectionOptions>, random: () => number) {
    this.#options = options
    this.#random = random
  }

  /** Looks at a node after an outcome. @returns whether it was ejected or taken back */
  judge(node: TrackedNode, failed: boolean, total: number, now: number): boolean {
    const { consecutive, ratio, volume, max, share } = this.#options
    if (node.state !== 'in') {
      if (failed) this.#eject(node, now)
      else this.#readmit(node, now)
      return true
    }
    if (!failed) {
      if (node.ejections > 0 && now - node.since >= max) node.ejections = 0
      return false
    }
    const bad = node.consecutive >= consecutive || (node.outcomes >= volume && node.failures >= node.outcomes * ratio)
    if (!bad || this.#out.length >= Math.min(Math.ceil(total * share), total - 1)) return false
    this.#out.push(node)
    this.#eject(node, now)
    return true
  }

  /** A node whose ejection is over, to be tried by this call, if `fits`. */
  trial(now: number, fits: (node: TrackedNode) => boolean): TrackedNode | undefined {
    const node = this.#out.find((each) => each.until <= now && fits(each))
    if (node === undefined) return undefined
    node.state = 'trial'
    node.since = now
    node.until = now + this.#options.retrial
    this.#schedule()
    return node
  }

  /** The trial told nothing: the next call may be one. */
  untried(node: TrackedNode, now: number): void {
    if (node.state !== 'trial') return
    node.until = now
    this.#schedule()
  }

  /** Whether a node that is back shall have this call too. */
  accepts(node: TrackedNode, now: number): boolean {
    const part = 1 - (node.rampEnd - now) / this.#options.slowStart
    return this.#random() < Math.max(firstPart, part)
  }

  /** Nodes that are gone are none of ours. */
  retain(kept: (node: TrackedNode) => boolean): void {
    this.#out = this.#out.filter(kept)
    this.#schedule()
  }

  #eject(node: TrackedNode, now: number): void {
    const { base, max } = this.#options
    const time = Math.min(max, base * 2 ** Math.min(node.ejections, 30)) * (1 - 0.5 * this.#random())
    node.state = 'ejected'
    node.ejections++
    node.since = now
    node.until = now + time
    node.forget()
    this.#schedule()
  }

  #readmit(node: TrackedNode, now: number): void {
    this.#out = this.#out.filter((each) => each !== node)
    node.state = 'in'
    node.since = now
    node.rampEnd = now + this.#options.slowStart
    this.#schedule()
  }

  #schedule(): void {
    this.due = this.#out.reduce((due, node) => Math.min(due, node.until), Number.POSITIVE_INFINITY)
  }
}

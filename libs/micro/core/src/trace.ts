/**
 * The W3C trace context of a call. Kept as six 32-bit words, since on the hot path it is only copied: text is made
 * where somebody reads it.
 */
export class Trace {
  readonly words: readonly [number, number, number, number, number, number]
  /** 1 when sampled. */
  readonly flags: number

  constructor(words: readonly [number, number, number, number, number, number], flags: number) {
    this.words = words
    this.flags = flags
  }

  /** A new trace, sampled. */
  static start(): Trace {
    return new Trace([word(), word(), word(), word(), word(), word()], 1)
  }

  /** Reads a `traceparent` header (`00-<32 hex>-<16 hex>-<2 hex>`); undefined when it is none. */
  static parse(traceparent: string): Trace | undefined {
    const match = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent)
    if (match === null || /^0+$/.test(match[1]!) || /^0+$/.test(match[2]!)) return undefined
    const hex = match[1]! + match[2]!
    const at = (i: number) => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16)
    return new Trace([at(0), at(1), at(2), at(3), at(4), at(5)], Number.parseInt(match[3]!, 16))
  }

  /** The same trace, a span of its own: what the next hop gets. */
  child(): Trace {
    const [a, b, c, d] = this.words
    return new Trace([a, b, c, d, word(), word()], this.flags)
  }

  get traceId(): string {
    const [a, b, c, d] = this.words
    return hex(a) + hex(b) + hex(c) + hex(d)
  }

  get spanId(): string {
    const [, , , , e, f] = this.words
    return hex(e) + hex(f)
  }

  toString(): string {
    return `00-${this.traceId}-${this.spanId}-${this.flags.toString(16).padStart(2, '0')}`
  }
}

/** Eight digits: a ninth that is always there stands in for filling up. */
function hex(word: number): string {
  return (word + 0x1_0000_0000).toString(16).slice(1)
}

/** Ids need to be distinct, not secret. Never 0, so an id is never all zeros, which W3C forbids. */
function word(): number {
  return (Math.random() * 0xffff_ffff + 1) >>> 0
}

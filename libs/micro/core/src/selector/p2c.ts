import type { Candidate, Strategy } from '../selector.ts'

export interface P2cOptions {
  /** From 0 to below 1. @default Math.random */
  readonly random?: () => number
  /**
   * Milliseconds after which a node that lost every comparison is picked all the same, so that what is known of it does
   * not grow old. @default 3000
   */
  readonly forcePick?: number
}

/** Kratos' `forcePick`, selector/p2c/p2c.go (go-zero: 1 s). */
const defaultForcePick = 3000

/**
 * Milliseconds that are added to each latency. Two nodes at 0.1 and 0.2 ms are equally good; without a floor the second
 * would get nothing. Kratos' load has one of 5 ms, for zones; here one machine's nodes must still be told apart.
 */
const floor = 1

/** Costs within this ratio count as equal: then the node that waited longer is picked, so that equals share evenly. */
const tie = 1.25

/**
 * The better of two nodes picked at random (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001):
 * nearly as even as the best of all, at a cost that does not grow with their number, and without the herd that runs to
 * the one best node. A node's cost is what the next attempt may take there: its latency, or how long it has been silent
 * if that is more, times the attempts it would then have in flight (Finagle's peak EWMA and Kratos' ewma), divided by
 * the share that succeeds.
 */
export function p2c(options: P2cOptions = {}): Strategy {
  const random = options.random ?? Math.random
  const forcePick = options.forcePick ?? defaultForcePick
  return {
    name: 'p2c',
    pick(candidates, _, now) {
      const count = candidates.length
      if (count === 1) return candidates[0]!
      // One random number makes both: what is left of it behind the first index is as random as the whole.
      const scaled = random() * count
      const i = Math.floor(scaled)
      let j = Math.floor((scaled - i) * (count - 1))
      if (j >= i) j++
      const a = candidates[i]!
      const b = candidates[j]!
      const costOfA = cost(a, now)
      const costOfB = cost(b, now)
      if (costOfA <= costOfB * tie && costOfB <= costOfA * tie) return b.picked < a.picked ? b : a
      return costOfA < costOfB ? better(a, b, now) : better(b, a, now)
    },
  }

  function better<C extends Candidate>(winner: C, loser: C, now: number): C {
    // One that owes an answer is being learned of already.
    return now - loser.picked > forcePick && loser.silent === Number.POSITIVE_INFINITY ? loser : winner
  }
}

function cost(candidate: Candidate, now: number): number {
  const silence = now - candidate.silent
  const expected = silence > candidate.latency ? silence : candidate.latency
  return ((expected + floor) * (candidate.inflight + 1)) / candidate.success
}

import type { Candidate, Strategy } from '../selector.ts'

export interface RoundRobinOptions {
  /** Where a service begins, from 0 to below 1, so that many clients do not all begin at one node. @default Math.random */
  readonly random?: () => number
}

/**
 * One node after the other, over all calls (Go Micro's begins anew with each). Nodes that come or go don't disturb the
 * turn: a new list goes on behind the node that was picked last, by order, be it still there or not.
 */
export function roundRobin(options: RoundRobinOptions = {}): Strategy {
  const random = options.random ?? Math.random
  /** Per list, so that calls with other filters have a turn of their own. */
  const turns = new WeakMap<readonly Candidate[], Turn>()
  /** Per service, the order of the last pick. */
  const last = new Map<string, { order: number }>()
  return {
    name: 'round-robin',
    pick(candidates) {
      let turn = turns.get(candidates)
      if (turn === undefined) {
        turn = begin(candidates)
        turns.set(candidates, turn)
      }
      if (turn.next >= candidates.length) turn.next = 0
      const picked = candidates[turn.next++]!
      turn.last.order = picked.order
      return picked
    },
  }

  function begin(candidates: readonly Candidate[]): Turn {
    const { service } = candidates[0]!
    let previous = last.get(service)
    if (previous === undefined) {
      previous = { order: candidates[Math.floor(random() * candidates.length)]!.order }
      last.set(service, previous)
    }
    return { next: firstAfter(candidates, previous.order), last: previous }
  }
}

interface Turn {
  next: number
  readonly last: { order: number }
}

/** The place of the first candidate whose order is beyond `order`, by halving: lists are sorted by it. */
function firstAfter(candidates: readonly Candidate[], order: number): number {
  let low = 0
  let high = candidates.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (candidates[middle]!.order > order) high = middle
    else low = middle + 1
  }
  return low
}

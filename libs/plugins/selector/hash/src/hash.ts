import { type Candidate, errors, p2c, type Strategy } from '@micro/core'
import { hashOf, mix } from './numbers.ts'

export interface HashOptions {
  /**
   * How much more than its even share of the calls in flight a node may have before its keys go to their next node, from
   * 1 (evenly, whatever the key) on; `Infinity` for a key that never moves. @default 1.25
   */
  readonly balance?: number
  /** For calls without a key. @default p2c() */
  readonly otherwise?: Strategy
}

/**
 * Calls with one `key` go to one node, for what that node keeps in memory. A node that comes or goes moves the keys of
 * that node alone (rendezvous hashing: Thaler and Ravishankar, 1998), and one that has too many calls in flight is passed
 * over for the key's next (bounded loads: Mirrokni, Thorup and Zadimoghaddam, 2016). All clients that see the same nodes
 * choose alike.
 *
 * @throws MicroError 400 for a balance below 1
 */
export function hash({ balance = 1.25, otherwise = p2c() }: HashOptions = {}): Strategy {
  if (!(balance >= 1)) throw errors.badRequest('micro.selector', `balance is ${balance}: 1 or more is expected`)
  /** Per list: the hashes of its nodes' ids. */
  const hashes = new WeakMap<readonly Candidate[], Uint32Array>()
  return {
    name: 'hash',
    pick(candidates, options, now) {
      const { key } = options
      if (key === undefined) return otherwise.pick(candidates, options, now)
      let ids = hashes.get(candidates)
      if (ids === undefined) {
        ids = Uint32Array.from(candidates, ({ node }) => hashOf(node.id))
        hashes.set(candidates, ids)
      }
      let inflight = 1
      for (const candidate of candidates) inflight += candidate.inflight
      const most = Math.ceil((balance * inflight) / candidates.length)
      const keyed = hashOf(key)
      let best: (typeof candidates)[number] | undefined
      let highest = -1
      for (let i = 0; i < candidates.length; i++) {
        const candidate = candidates[i]!
        if (candidate.inflight >= most) continue
        const score = mix(ids[i]!, keyed)
        if (score > highest) {
          highest = score
          best = candidate
        }
      }
      // Somebody has less than the mean.
      return best!
    },
  }
}

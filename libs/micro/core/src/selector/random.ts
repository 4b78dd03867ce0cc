import type { Strategy } from '../selector.ts'

export interface RandomOptions {
  /** From 0 to below 1. @default Math.random */
  readonly random?: () => number
}

/** Any node, each as likely as the others: Go Micro's default. Knows nothing of load; needs nothing but luck. */
export function random(options: RandomOptions = {}): Strategy {
  const next = options.random ?? Math.random
  return {
    name: 'random',
    pick: (candidates) => candidates[Math.floor(next() * candidates.length)]!,
  }
}

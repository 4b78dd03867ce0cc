import { Histogram } from '@micro/core'

export interface Load {
  /** Calls under way at any time, over all connections. */
  readonly depth: number
  readonly connections: number
}

export interface Result {
  readonly callsPerSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** Grid of the comparison: one connection at growing depth, and the same hundred calls over a hundred connections. */
export const loads: readonly Load[] = [
  { depth: 1, connections: 1 },
  { depth: 10, connections: 1 },
  { depth: 100, connections: 1 },
  { depth: 1000, connections: 1 },
  { depth: 100, connections: 100 },
]

/**
 * A closed loop: each of `depth` callers makes its next call when the last is answered. Runs to warm up, then measures.
 *
 * @param call one call of caller `index`; calls back when it is answered
 */
export async function measure(
  depth: number,
  seconds: number,
  call: (index: number, answered: () => void) => void,
): Promise<Result> {
  let running = true
  let latency = new Histogram()
  let left = depth
  const ended = Promise.withResolvers<void>()
  const run = (index: number) => {
    const start = performance.now()
    call(index, () => {
      latency.record(performance.now() - start)
      if (running) run(index)
      else if (--left === 0) ended.resolve()
    })
  }
  for (let i = 0; i < depth; i++) run(i)
  await wait(Math.max(1, seconds / 2))
  latency = new Histogram()
  const from = performance.now()
  await wait(seconds)
  const { count } = latency
  const took = (performance.now() - from) / 1000
  const result = { callsPerSecond: Math.round(count / took), p50: latency.quantile(0.5), p99: latency.quantile(0.99) }
  running = false
  await ended.promise
  return result
}

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

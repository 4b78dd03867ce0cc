import { Histogram, type Wrapper } from '@micro/core'

/**
 * Five wrappers a side, as a service in production has them: one that measures, and four that look at each call and pass
 * it on. On the server the framework keeps a histogram of its own beside it.
 */
export function fiveWrappers(): readonly Wrapper[] {
  return [looks('trace'), looks('log'), timed('metrics'), looks('auth'), looks('validate')]
}

function looks(slot: Wrapper['slot']): Wrapper {
  const seen = { calls: 0 }
  return {
    name: `looks-${slot}`,
    slot,
    client: (next) => (request, options) => {
      seen.calls++
      return next(request, options)
    },
    server: (next) => (request, ctx) => {
      seen.calls++
      return next(request, ctx)
    },
  }
}

function timed(slot: Wrapper['slot']): Wrapper {
  const latency = new Histogram()
  return {
    name: `timed-${slot}`,
    slot,
    client: (next) => (request, options) => {
      const start = performance.now()
      const result = next(request, options) as Promise<unknown>
      result.then(
        () => latency.record(performance.now() - start),
        () => latency.record(performance.now() - start),
      )
      return result
    },
    server: (next) => (request, ctx) => {
      const start = performance.now()
      const result = next(request, ctx)
      latency.record(performance.now() - start)
      return result
    },
  }
}

import { Debug, type DebugHandler } from '../../gen/debug.js'
import type { Clock } from '../clock.ts'
import type { Router } from '../server/router.ts'

export { Debug }

/** Answers about the service itself: `Debug.Health` and `Debug.Stats`. */
export function debugHandler(router: Router, clock: Clock, status: () => string): DebugHandler {
  const started = clock.time()
  return {
    health: () => ({ status: status() }),
    stats() {
      const now = clock.time()
      const all = [...router.endpoints].filter(({ internal }) => !internal)
      const sum = (read: (endpoint: (typeof all)[number]) => number) =>
        all.reduce((total, each) => total + read(each), 0)
      return {
        timestamp: Math.floor(now / 1000),
        started: Math.floor(started / 1000),
        uptime: Math.floor((now - started) / 1000),
        memory: process.memoryUsage().heapUsed,
        threads: 1,
        gc: 0,
        requests: sum(({ stats }) => stats.requests),
        errors: sum(({ stats }) => stats.errors),
        endpoints: all.map(({ method, stats }) => ({
          name: method.endpoint,
          requests: stats.requests,
          errors: stats.errors,
          p50: stats.latency.quantile(0.5),
          p99: stats.latency.quantile(0.99),
        })),
      }
    },
  }
}

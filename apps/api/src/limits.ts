import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { Problem } from './problem.ts'

/**
 * Limits by the address a request comes from, which only the gateway knows. Those by mobile number are the user
 * service's: it knows what failed, and counts for all gateways together.
 */
export const limits = {
  captcha: { max: 30, timeWindow: 60_000 },
  registration: { max: 20, timeWindow: 3_600_000 },
} as const

export function addLimits(app: FastifyInstance, enabled: boolean): void {
  if (!enabled) return
  app.register(rateLimit, {
    global: false,
    // After the session is known: who is not signed in is told so first.
    hook: 'onRequest',
    errorResponseBuilder: (_request, { ttl }) =>
      new Problem('TOO_MANY_REQUESTS', undefined, { retryAfter: Math.max(1, Math.ceil(ttl / 1000)) }),
  })
}

import type { FastifyInstance } from 'fastify'

/** The part of a logger that the gateway needs; pino's is one. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** One line for each answer: the route and not the address, which may hold a mobile number. */
export function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url
    if (route === '/healthz' || route === '/readyz') return done()
    const fields = {
      requestId: request.id,
      method: request.method,
      route: route ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    log.info(fields, 'answered')
    done()
  })
}

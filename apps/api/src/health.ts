import type { FastifyInstance } from 'fastify'
import type { ApiOptions } from './deps.ts'

/** What a load balancer and a supervisor ask. */
export class Health {
  readonly #missing: ApiOptions['missing']
  #stopping = false

  constructor(missing: ApiOptions['missing']) {
    this.#missing = missing
  }

  /** From now on not ready: nobody should send more, while what was sent is answered. */
  stop(): void {
    this.#stopping = true
  }

  get stopping(): boolean {
    return this.#stopping
  }

  /** `GET /healthz`: the process lives. `GET /readyz`: it has all it needs. */
  routes(app: FastifyInstance): void {
    app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))
    app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
      if (this.#stopping) return reply.code(503).header('retry-after', '1').send({ status: 'stopping' })
      const missing = await this.#missing()
      if (missing.length === 0) return { status: 'ready' }
      return reply.code(503).header('retry-after', '1').send({ status: 'waiting', missing })
    })
  }
}

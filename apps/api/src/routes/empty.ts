import type { FastifyRequest } from 'fastify'

/** For `preValidation` of routes whose body has nothing in it: to send none is the same. */
export async function emptyBody(request: FastifyRequest): Promise<void> {
  if (request.body === undefined) request.body = {}
}

import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { badInput, Problem } from './problem.ts'

const longest = 255

/**
 * The key under which the service that owns the thing remembers its answer. The gateway keeps nothing: it has no
 * database, and only the owner can remember an answer in the very transaction that made it true.
 *
 * Without a key of the caller's, one is made for this request: then the client may repeat the call when a connection
 * breaks, and the request still has its effect once.
 *
 * @throws Problem BAD_INPUT for one that is too long
 */
export function idempotencyKey(request: FastifyRequest): string {
  return sentKey(request) ?? randomUUID()
}

/** For `preValidation` of routes where a repetition without a key would do harm. */
export async function requireIdempotencyKey(request: FastifyRequest): Promise<void> {
  if (sentKey(request) === undefined) {
    throw new Problem(
      'IDEMPOTENCY_KEY_REQUIRED',
      'send an Idempotency-Key header, such as a new UUID for each attempt',
      {
        errors: [{ path: '/Idempotency-Key', message: 'is missing' }],
      },
    )
  }
}

/** For `preValidation` of routes where a key may be sent. */
export async function checkIdempotencyKey(request: FastifyRequest): Promise<void> {
  sentKey(request)
}

function sentKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined || key === '') return undefined
  if (typeof key === 'string' && key.length <= longest) return key
  throw badInput([{ path: '/Idempotency-Key', message: `must not have more than ${longest} characters` }])
}

import { createHash } from 'node:crypto'
import { encodeMessage, type MessageType } from '@micro/core'
import { type Claim, Refusal, signedIn } from '../values/index.ts'

/** A request that carries who sends it and a key to know it again by. */
export interface KeyedRequest {
  actor?: { userId: string }
  idempotencyKey: string
}

/**
 * The claim that a request makes. Who sends it and how they are called now is no part of what is asked, nor is the key.
 *
 * @param endpoint tells requests of one form apart: `OrderService.AcceptOrder`
 * @throws Refusal NOT_SIGNED_IN, IDEMPOTENCY_KEY_REQUIRED, INVALID_IDEMPOTENCY_KEY
 */
export function claimOf<Q extends KeyedRequest>(endpoint: string, type: MessageType<Q>, request: Q): Claim {
  const { userId } = signedIn(request.actor)
  const key = request.idempotencyKey
  if (key === '') throw new Refusal('invalid', 'IDEMPOTENCY_KEY_REQUIRED', 'a request like this needs a key')
  if (key.length > 255) throw new Refusal('invalid', 'INVALID_IDEMPOTENCY_KEY', 'a key has at most 255 characters')
  const fingerprint = createHash('sha256')
    .update(`${endpoint}\n`)
    .update(encodeMessage(type, { ...request, actor: undefined, idempotencyKey: '' }))
    .digest('hex')
  return { userId, key, fingerprint }
}

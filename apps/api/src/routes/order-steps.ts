import type { App, RouteDeps } from '../deps.ts'
import { checkIdempotencyKey, idempotencyKey } from '../idempotency.ts'
import { IdParams, Nothing, reference } from '../schemas/common.ts'
import { Order, Reason } from '../schemas/order.ts'
import { problems, withBody, withId } from '../schemas/problem.ts'
import { sessionOf } from '../session.ts'
import { orderView } from '../views/order.ts'
import { emptyBody } from './empty.ts'
import { OptionalKey } from './key-header.ts'
import { orderRefusals } from './orders.ts'
import { signedIn } from './security.ts'

/** What its parties decide about an order. */
export function orderStepRoutes(app: App, { clients: { orders }, sessions }: RouteDeps): void {
  app.post(
    '/orders/:id/accept',
    {
      onRequest: sessions.require,
      preValidation: [checkIdempotencyKey, emptyBody],
      schema: {
        operationId: 'acceptOrder',
        summary: 'Agree to a stay in my house',
        tags: ['orders'],
        security: signedIn,
        headers: OptionalKey,
        params: IdParams,
        body: Nothing,
        response: { 200: reference(Order), ...problems(...withBody, ...withId, ...orderRefusals) },
      },
    },
    async (request) => {
      const { order } = await orders.acceptOrder(
        { actor: sessionOf(request).actor, idempotencyKey: idempotencyKey(request), id: request.params.id },
        { ctx: request.ctx },
      )
      return orderView(order)
    },
  )

  /** Of a decision that the other side is told the reason of. */
  const withReason = (said: { operationId: string; summary: string; description: string }) => ({
    onRequest: sessions.require,
    preValidation: checkIdempotencyKey,
    schema: {
      ...said,
      tags: ['orders'],
      security: signedIn,
      headers: OptionalKey,
      params: IdParams,
      body: Reason,
      response: { 200: reference(Order), ...problems(...withBody, ...withId, 'INVALID_REASON', ...orderRefusals) },
    },
  })

  app.post(
    '/orders/:id/reject',
    withReason({
      operationId: 'rejectOrder',
      summary: 'Decline a stay in my house',
      description: 'The nights are free again.',
    }),
    async (request) => {
      const { actor } = sessionOf(request)
      const { order } = await orders.rejectOrder(
        { actor, idempotencyKey: idempotencyKey(request), id: request.params.id, reason: request.body.reason },
        { ctx: request.ctx },
      )
      return orderView(order)
    },
  )

  app.post(
    '/orders/:id/cancel',
    withReason({
      operationId: 'cancelOrder',
      summary: 'Call a stay off',
      description: 'The nights are free again. What the policy of the order gives back is due to the tenant.',
    }),
    async (request) => {
      const { actor } = sessionOf(request)
      const { order } = await orders.cancelOrder(
        { actor, idempotencyKey: idempotencyKey(request), id: request.params.id, reason: request.body.reason },
        { ctx: request.ctx },
      )
      return orderView(order)
    },
  )
}

import Type from 'typebox'
import type { App, RouteDeps } from '../deps.ts'
import { idempotencyKey, requireIdempotencyKey } from '../idempotency.ts'
import { IdParams, RangeQuery, reference } from '../schemas/common.ts'
import { Income, NewPayment, Payment, Refund } from '../schemas/payment.ts'
import { problems, withBody, withId } from '../schemas/problem.ts'
import { sessionOf } from '../session.ts'
import { toRange } from '../views/common.ts'
import { incomeView, paymentView, refundView, toMethod } from '../views/payment.ts'
import { RequiredKey } from './key-header.ts'
import { orderRefusals } from './orders.ts'
import { signedIn } from './security.ts'

/** Money that is asked for, given back and earned. */
export function paymentRoutes(app: App, { clients: { orders }, sessions }: RouteDeps): void {
  app.post(
    '/orders/:id/payment',
    {
      onRequest: sessions.require,
      preValidation: requireIdempotencyKey,
      schema: {
        operationId: 'payOrder',
        summary: 'Pay for my stay',
        description:
          'Asks for the total of the order. What is PENDING ends later, by the word of the provider: the order then is ' +
          'PAID, or another attempt may be made.',
        tags: ['orders'],
        security: signedIn,
        headers: RequiredKey,
        params: IdParams,
        body: NewPayment,
        response: {
          201: reference(Payment),
          ...problems(
            ...withBody,
            ...withId,
            'IDEMPOTENCY_KEY_REQUIRED',
            ...orderRefusals,
            'PAYMENT_PENDING',
            'PAYMENTS_OFF',
          ),
        },
      },
    },
    async (request, reply) => {
      const { actor } = sessionOf(request)
      const payment = await orders.payOrder(
        {
          actor,
          idempotencyKey: idempotencyKey(request),
          id: request.params.id,
          method: toMethod(request.body.method),
        },
        { ctx: request.ctx },
      )
      return reply.code(201).send(paymentView(payment))
    },
  )

  app.get(
    '/orders/:id/refund',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'quoteRefund',
        summary: 'What a cancel by me would give back now',
        tags: ['orders'],
        security: signedIn,
        params: IdParams,
        response: {
          200: reference(Refund),
          ...problems(...withId, 'NOT_SIGNED_IN', 'FORBIDDEN', 'WRONG_STATE'),
        },
      },
    },
    async (request) => {
      const { actor } = sessionOf(request)
      return refundView(await orders.quoteRefund({ actor, id: request.params.id }, { ctx: request.ctx }))
    },
  )

  app.get(
    '/me/income',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'getIncome',
        summary: 'What my houses brought in, and what was given back',
        description: 'By month, those in which there was anything; `to` is not included.',
        tags: ['orders'],
        security: signedIn,
        querystring: RangeQuery,
        response: { 200: Type.Array(reference(Income)), ...problems('INVALID_STAY', 'NOT_SIGNED_IN') },
      },
    },
    async (request) => {
      const { actor } = sessionOf(request)
      const { items } = await orders.getIncome({ actor, ...toRange(request.query) }, { ctx: request.ctx })
      return items.map(incomeView)
    },
  )
}

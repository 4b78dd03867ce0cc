import { OrderStatus } from '@renting/contracts/order/v1'
import type { App, RouteDeps } from '../deps.ts'
import { idempotencyKey, requireIdempotencyKey } from '../idempotency.ts'
import { IdParams, pageOf, reference } from '../schemas/common.ts'
import { StayBody } from '../schemas/house.ts'
import { Order, OrdersQuery, OrderWithHistory } from '../schemas/order.ts'
import { problems, withBody, withId } from '../schemas/problem.ts'
import { sessionOf } from '../session.ts'
import { pageView, toPage, toStay } from '../views/common.ts'
import { orderView, stepView, toRole } from '../views/order.ts'
import { RequiredKey } from './key-header.ts'
import { stayRefusals } from './quotes.ts'
import { signedIn } from './security.ts'

/** Why somebody may not act on an order. */
export const orderRefusals = ['NOT_SIGNED_IN', 'FORBIDDEN', 'WRONG_STATE', 'IDEMPOTENCY_KEY_REUSED'] as const

export function orderRoutes(app: App, { clients: { orders }, sessions }: RouteDeps): void {
  app.post(
    '/orders',
    {
      onRequest: sessions.require,
      preValidation: requireIdempotencyKey,
      schema: {
        operationId: 'createOrder',
        summary: 'Book a stay',
        description: 'The price of each night is fixed by it.',
        tags: ['orders'],
        security: signedIn,
        headers: RequiredKey,
        body: StayBody,
        response: {
          201: reference(Order),
          ...problems(
            ...withBody,
            'IDEMPOTENCY_KEY_REQUIRED',
            'NOT_SIGNED_IN',
            ...stayRefusals,
            'IDEMPOTENCY_KEY_REUSED',
          ),
        },
      },
    },
    async (request, reply) => {
      const { houseId, guests } = request.body
      const { actor } = sessionOf(request)
      const { order } = await orders.createOrder(
        { actor, idempotencyKey: idempotencyKey(request), houseId, guests, stay: toStay(request.body) },
        { ctx: request.ctx },
      )
      const view = orderView(order)
      return reply.code(201).header('location', `${app.prefix}/orders/${view.id}`).send(view)
    },
  )

  app.get(
    '/orders',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'listOrders',
        summary: 'My orders, newest first',
        tags: ['orders'],
        security: signedIn,
        querystring: OrdersQuery,
        response: { 200: pageOf(reference(Order)), ...problems('INVALID_CURSOR', 'NOT_SIGNED_IN') },
      },
    },
    async (request) => {
      const { role = 'tenant', status, ...page } = request.query
      const list = await orders.listOrders(
        {
          actor: sessionOf(request).actor,
          role: toRole(role),
          status: status === undefined ? OrderStatus.UNSPECIFIED : OrderStatus[status],
          page: toPage(page),
        },
        { ctx: request.ctx },
      )
      return pageView(list, orderView)
    },
  )

  app.get(
    '/orders/:id',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'getOrder',
        summary: 'An order with its history',
        description: 'To its tenant and its landlord; to all others it is not there.',
        tags: ['orders'],
        security: signedIn,
        params: IdParams,
        response: { 200: reference(OrderWithHistory), ...problems(...withId, 'NOT_SIGNED_IN') },
      },
    },
    async (request) => {
      const { actor } = sessionOf(request)
      const { order, history } = await orders.getOrder({ actor, id: request.params.id }, { ctx: request.ctx })
      return { ...orderView(order), history: history.map(stepView) }
    },
  )
}

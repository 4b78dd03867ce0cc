import type { App, RouteDeps } from '../deps.ts'
import { checkIdempotencyKey, idempotencyKey } from '../idempotency.ts'
import { IdParams, PageQuery, pageOf, reference } from '../schemas/common.ts'
import { problems, withBody, withId } from '../schemas/problem.ts'
import { NewReview, OwnReview, Review } from '../schemas/review.ts'
import { sessionOf } from '../session.ts'
import { pageView, toPage } from '../views/common.ts'
import { ownReviewView, reviewView } from '../views/review.ts'
import { OptionalKey } from './key-header.ts'
import { orderRefusals } from './orders.ts'
import { anyone, signedIn } from './security.ts'

export function reviewRoutes(app: App, { clients: { houses, orders }, sessions }: RouteDeps): void {
  app.post(
    '/orders/:id/review',
    {
      onRequest: sessions.require,
      preValidation: checkIdempotencyKey,
      schema: {
        operationId: 'reviewOrder',
        summary: 'Say how my stay was',
        description: 'Once, after the stay. The house shows it within five seconds.',
        tags: ['orders'],
        security: signedIn,
        headers: OptionalKey,
        params: IdParams,
        body: NewReview,
        response: {
          201: reference(OwnReview),
          ...problems(...withBody, ...withId, ...orderRefusals, 'INVALID_REVIEW'),
        },
      },
    },
    async (request, reply) => {
      const { actor } = sessionOf(request)
      const { review } = await orders.reviewOrder(
        { ...request.body, actor, idempotencyKey: idempotencyKey(request), id: request.params.id },
        { ctx: request.ctx },
      )
      return reply.code(201).send(ownReviewView(review))
    },
  )

  app.get(
    '/houses/:id/reviews',
    {
      schema: {
        operationId: 'listReviews',
        summary: 'What tenants wrote of a house, newest first',
        tags: ['houses'],
        security: anyone,
        params: IdParams,
        querystring: PageQuery,
        response: { 200: pageOf(reference(Review)), ...problems(...withId, 'INVALID_CURSOR') },
      },
    },
    async ({ ctx, params, query }) =>
      pageView(await houses.listReviews({ houseId: params.id, page: toPage(query) }, { ctx }), reviewView),
  )
}

import type { App, RouteDeps } from '../deps.ts'
import { houseTag } from '../entity-tags.ts'
import { checkIdempotencyKey, idempotencyKey } from '../idempotency.ts'
import { IdParams, PageQuery, pageOf, reference } from '../schemas/common.ts'
import { Card, House, NewHouse, SearchQuery } from '../schemas/house.ts'
import { problems, withBody, withId } from '../schemas/problem.ts'
import { sessionOf } from '../session.ts'
import { pageView, toPage } from '../views/common.ts'
import { cardView, houseView, toHouseDetails, toSearch } from '../views/house.ts'
import { OptionalKey } from './key-header.ts'
import { anyone, signedIn } from './security.ts'

export function houseRoutes(app: App, { clients: { houses }, sessions }: RouteDeps): void {
  app.post(
    '/houses',
    {
      onRequest: sessions.require,
      preValidation: checkIdempotencyKey,
      schema: {
        operationId: 'publishHouse',
        summary: 'Publish a house',
        description: 'From the answer on it can be found, priced and booked. Only who is verified publishes.',
        tags: ['houses'],
        security: signedIn,
        headers: OptionalKey,
        body: NewHouse,
        response: {
          201: reference(House),
          ...problems(
            ...withBody,
            'INVALID_HOUSE',
            'NOT_SIGNED_IN',
            'NOT_VERIFIED',
            'UNKNOWN_AREA',
            'UNKNOWN_FACILITY',
            'IDEMPOTENCY_KEY_REUSED',
          ),
        },
      },
    },
    async (request, reply) => {
      const { house } = await houses.publishHouse(
        {
          actor: sessionOf(request).actor,
          idempotencyKey: idempotencyKey(request),
          details: toHouseDetails(request.body),
        },
        { ctx: request.ctx },
      )
      const view = houseView(house)
      return reply
        .code(201)
        .header('location', `${app.prefix}/houses/${view.id}`)
        .header('etag', houseTag(house))
        .send(view)
    },
  )

  app.get(
    '/houses',
    {
      schema: {
        operationId: 'searchHouses',
        summary: 'Find houses on offer',
        description: 'With dates, only houses that are free on all nights. A booking shows here within five seconds.',
        tags: ['houses'],
        security: anyone,
        querystring: SearchQuery,
        response: { 200: pageOf(reference(Card)), ...problems('INVALID_CURSOR', 'INVALID_STAY') },
      },
    },
    async ({ ctx, query }) => pageView(await houses.searchHouses(toSearch(query), { ctx }), cardView),
  )

  app.get(
    '/houses/featured',
    {
      schema: {
        operationId: 'listFeaturedHouses',
        summary: 'Houses worth a place on the first page',
        tags: ['houses'],
        security: anyone,
        querystring: PageQuery,
        response: { 200: pageOf(reference(Card)), ...problems('INVALID_CURSOR') },
      },
    },
    async ({ ctx, query }) => pageView(await houses.listFeaturedHouses({ page: toPage(query) }, { ctx }), cardView),
  )

  app.get(
    '/me/houses',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'listMyHouses',
        summary: 'My houses, newest first, withdrawn ones too',
        tags: ['houses'],
        security: signedIn,
        querystring: PageQuery,
        response: { 200: pageOf(reference(House)), ...problems('INVALID_CURSOR', 'NOT_SIGNED_IN') },
      },
    },
    async (request) => {
      const { actor } = sessionOf(request)
      return pageView(
        await houses.listMyHouses({ actor, page: toPage(request.query) }, { ctx: request.ctx }),
        houseView,
      )
    },
  )

  app.get(
    '/houses/:id',
    {
      schema: {
        operationId: 'getHouse',
        summary: 'A house',
        description: 'Its ETag names the state its landlord left it in. A withdrawn house still reads.',
        tags: ['houses'],
        security: anyone,
        params: IdParams,
        response: { 200: reference(House), ...problems(...withId) },
      },
    },
    async ({ ctx, params }, reply) => {
      const { house } = await houses.getHouse({ id: params.id }, { ctx })
      return reply.header('etag', houseTag(house)).send(houseView(house))
    },
  )
}

import Type from 'typebox'
import type { App, RouteDeps } from '../deps.ts'
import { checkIdempotencyKey, idempotencyKey } from '../idempotency.ts'
import { Block, BlockParams, CalendarDay, NewBlock } from '../schemas/calendar.ts'
import { empty, IdParams, PageQuery, pageOf, RangeQuery, reference } from '../schemas/common.ts'
import { problems, withBody, withId } from '../schemas/problem.ts'
import { sessionOf } from '../session.ts'
import { blockView, calendarDayView } from '../views/calendar.ts'
import { pageView, toPage, toRange } from '../views/common.ts'
import { OptionalKey } from './key-header.ts'
import { maybeSignedIn, signedIn } from './security.ts'

/** What nights of a house can be had, and those its landlord keeps. */
export function calendarRoutes(app: App, { clients: { houses }, sessions }: RouteDeps): void {
  app.get(
    '/houses/:id/calendar',
    {
      onRequest: sessions.find,
      schema: {
        operationId: 'getCalendar',
        summary: 'Day by day, whether a house can be had and at what price',
        description: 'At most 366 days; `to` is not included. To its landlord also which orders there are.',
        tags: ['houses'],
        security: maybeSignedIn,
        params: IdParams,
        querystring: RangeQuery,
        response: {
          200: Type.Array(reference(CalendarDay)),
          ...problems(...withId, 'INVALID_STAY', 'TOO_MANY_DAYS'),
        },
      },
    },
    async ({ ctx, params, query, session }) => {
      const range = toRange(query)
      const { days } = await houses.getCalendar({ actor: session?.actor, houseId: params.id, ...range }, { ctx })
      return days.map(calendarDayView)
    },
  )

  app.get(
    '/houses/:id/blocks',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'listBlocks',
        summary: 'Nights that I keep from being booked, earliest first',
        description: 'Those that are not over.',
        tags: ['houses'],
        security: signedIn,
        params: IdParams,
        querystring: PageQuery,
        response: {
          200: pageOf(reference(Block)),
          ...problems(...withId, 'INVALID_CURSOR', 'NOT_SIGNED_IN', 'FORBIDDEN'),
        },
      },
    },
    async (request) => {
      const { actor } = sessionOf(request)
      const page = toPage(request.query)
      return pageView(
        await houses.listBlocks({ actor, houseId: request.params.id, page }, { ctx: request.ctx }),
        blockView,
      )
    },
  )

  app.post(
    '/houses/:id/blocks',
    {
      onRequest: sessions.require,
      preValidation: checkIdempotencyKey,
      schema: {
        operationId: 'blockDates',
        summary: 'Keep nights of a house of mine from being booked',
        description: '`to` is not included.',
        tags: ['houses'],
        security: signedIn,
        headers: OptionalKey,
        params: IdParams,
        body: NewBlock,
        response: {
          201: reference(Block),
          ...problems(
            ...withBody,
            ...withId,
            'INVALID_STAY',
            'NOT_SIGNED_IN',
            'FORBIDDEN',
            'DATES_TAKEN',
            'WRONG_STATE',
            'IDEMPOTENCY_KEY_REUSED',
          ),
        },
      },
    },
    async (request, reply) => {
      const { actor } = sessionOf(request)
      const { from: checkIn, to: checkOut } = toRange(request.body)
      const { block } = await houses.blockDates(
        { actor, idempotencyKey: idempotencyKey(request), houseId: request.params.id, stay: { checkIn, checkOut } },
        { ctx: request.ctx },
      )
      return reply.code(201).send(blockView(block))
    },
  )

  app.delete(
    '/houses/:id/blocks/:blockId',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'removeBlock',
        summary: 'Let nights be booked again',
        tags: ['houses'],
        security: signedIn,
        params: BlockParams,
        response: {
          204: empty('The nights are free'),
          ...problems(...withBody, ...withId, 'NOT_SIGNED_IN', 'FORBIDDEN', 'WRONG_STATE'),
        },
      },
    },
    async (request, reply) => {
      const { id: houseId, blockId } = request.params
      await houses.removeBlock({ actor: sessionOf(request).actor, houseId, blockId }, { ctx: request.ctx })
      return reply.code(204).send(undefined)
    },
  )
}

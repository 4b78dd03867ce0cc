import type { App, RouteDeps } from '../deps.ts'
import { reference } from '../schemas/common.ts'
import { Quote, StayBody } from '../schemas/house.ts'
import { problems, withBody } from '../schemas/problem.ts'
import { toStay } from '../views/common.ts'
import { quoteView } from '../views/house.ts'
import { maybeSignedIn } from './security.ts'

/** Why a stay can't be had: the same for who asks the price and who books. */
export const stayRefusals = [
  'INVALID_STAY',
  'NOT_FOUND',
  'DATES_TAKEN',
  'IN_THE_PAST',
  'NOT_OFFERED',
  'OWN_HOUSE',
  'TOO_LONG',
  'TOO_MANY_GUESTS',
  'TOO_SHORT',
] as const

export function quoteRoutes(app: App, { clients: { houses }, sessions }: RouteDeps): void {
  app.post(
    '/quotes',
    {
      onRequest: sessions.find,
      schema: {
        operationId: 'quote',
        summary: 'What a stay costs',
        description: 'Refused as an order would be.',
        tags: ['orders'],
        security: maybeSignedIn,
        body: StayBody,
        response: { 200: reference(Quote), ...problems(...withBody, ...stayRefusals) },
      },
    },
    async ({ ctx, body, session }) => {
      const { houseId, guests } = body
      return quoteView(await houses.quote({ actor: session?.actor, houseId, guests, stay: toStay(body) }, { ctx }))
    },
  )
}

import Type from 'typebox'
import type { App, RouteDeps } from '../deps.ts'
import { reference } from '../schemas/common.ts'
import { Area, Facility } from '../schemas/house.ts'
import { problems } from '../schemas/problem.ts'
import { namedView } from '../views/house.ts'
import { anyone } from './security.ts'

/** What houses refer to. */
export function catalogRoutes(app: App, { clients: { houses } }: RouteDeps): void {
  app.get(
    '/areas',
    {
      schema: {
        operationId: 'listAreas',
        summary: 'Areas that houses are in, in the order they are shown',
        tags: ['houses'],
        security: anyone,
        response: { 200: Type.Array(reference(Area)), ...problems() },
      },
    },
    async ({ ctx }) => (await houses.listAreas({}, { ctx })).items.map(namedView),
  )

  app.get(
    '/facilities',
    {
      schema: {
        operationId: 'listFacilities',
        summary: 'What a house can have, in the order it is shown',
        tags: ['houses'],
        security: anyone,
        response: { 200: Type.Array(reference(Facility)), ...problems() },
      },
    },
    async ({ ctx }) => (await houses.listFacilities({}, { ctx })).items.map(namedView),
  )
}

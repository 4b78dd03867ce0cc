import Type from 'typebox'
import type { App, RouteDeps } from '../deps.ts'
import { empty, IdParams, reference } from '../schemas/common.ts'
import { Image, ImageOrder, ImageParams } from '../schemas/image.ts'
import { problems, withBody, withId } from '../schemas/problem.ts'
import { sessionOf } from '../session.ts'
import { imageView } from '../views/house.ts'
import { signedIn } from './security.ts'

const refusals = ['NOT_SIGNED_IN', 'FORBIDDEN', 'WRONG_STATE'] as const

/** The pictures that a house has; how one comes is in `uploads.ts`. */
export function imageRoutes(app: App, { clients: { houses }, sessions }: RouteDeps): void {
  app.put(
    '/houses/:id/images/order',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'orderImages',
        summary: 'Put the pictures of a house of mine in order',
        description: 'The first is the cover.',
        tags: ['houses'],
        security: signedIn,
        params: IdParams,
        body: ImageOrder,
        response: {
          200: Type.Array(reference(Image)),
          ...problems(...withBody, ...withId, ...refusals, 'UNKNOWN_IMAGE'),
        },
      },
    },
    async (request) => {
      const { actor } = sessionOf(request)
      const { images } = await houses.orderImages(
        { actor, houseId: request.params.id, imageIds: request.body.ids },
        { ctx: request.ctx },
      )
      return images.map(imageView)
    },
  )

  app.delete(
    '/houses/:id/images/:imageId',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'removeImage',
        summary: 'Take a picture from a house of mine',
        tags: ['houses'],
        security: signedIn,
        params: ImageParams,
        response: { 204: empty('The picture is gone'), ...problems(...withBody, ...withId, ...refusals) },
      },
    },
    async (request, reply) => {
      const { id: houseId, imageId } = request.params
      await houses.removeImage({ actor: sessionOf(request).actor, houseId, imageId }, { ctx: request.ctx })
      return reply.code(204).send(undefined)
    },
  )
}

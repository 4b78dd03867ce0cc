import type { AddImageRequest } from '@renting/contracts/house/v1'
import type { SetAvatarRequest } from '@renting/contracts/user/v1'
import type { FastifyRequest } from 'fastify'
import type { App, RouteDeps } from '../deps.ts'
import { IdParams, reference } from '../schemas/common.ts'
import { FileForm, Image } from '../schemas/image.ts'
import { problems, withBody, withId } from '../schemas/problem.ts'
import { User } from '../schemas/user.ts'
import { sessionOf } from '../session.ts'
import { takeForms } from '../uploads/forms.ts'
import { Upload } from '../uploads/upload.ts'
import { present } from '../views/common.ts'
import { imageView } from '../views/house.ts'
import { userView } from '../views/user.ts'
import { signedIn } from './security.ts'

/** The form is read while it is sent on, so it is described to people and not checked by a schema. */
const described = { consumes: ['multipart/form-data'], body: FileForm }

const refusals = ['NOT_SIGNED_IN', 'REQUEST_TIMEOUT', 'NOT_AN_IMAGE'] as const

/** Routes that take a file. In a scope of their own: nowhere else is anything but JSON understood. */
export function uploadRoutes(app: App, { clients: { users, houses }, sessions, clock, uploadLimits }: RouteDeps): void {
  takeForms(app)
  const uploadOf = (request: FastifyRequest) => new Upload(request, clock, uploadLimits)

  app.put(
    '/me/avatar',
    {
      onRequest: sessions.require,
      config: { described },
      schema: {
        operationId: 'setAvatar',
        summary: 'Give myself a picture',
        description: 'Others see it within five seconds.',
        tags: ['account'],
        security: signedIn,
        response: { 200: reference(User), ...problems(...withBody, ...refusals) },
      },
    },
    async (request) => {
      const { actor } = sessionOf(request)
      async function* parts(content: AsyncIterable<Uint8Array>): AsyncGenerator<SetAvatarRequest> {
        yield { actor }
        for await (const bytes of content) yield { content: bytes }
      }
      const { user } = await uploadOf(request).sendTo((content, ctx) => users.setAvatar(parts(content), { ctx }))
      return userView(user)
    },
  )

  app.post(
    '/houses/:id/images',
    {
      onRequest: sessions.require,
      config: { described },
      schema: {
        operationId: 'addImage',
        summary: 'Add a picture to a house of mine',
        description: 'It becomes the last; the first is the cover.',
        tags: ['houses'],
        security: signedIn,
        params: IdParams,
        response: {
          201: reference(Image),
          ...problems(...withBody, ...withId, ...refusals, 'FORBIDDEN', 'WRONG_STATE', 'TOO_MANY_IMAGES'),
        },
      },
    },
    async (request, reply) => {
      const target = { actor: sessionOf(request).actor, houseId: request.params.id }
      async function* parts(content: AsyncIterable<Uint8Array>): AsyncGenerator<AddImageRequest> {
        yield { target }
        for await (const bytes of content) yield { content: bytes }
      }
      const { image } = await uploadOf(request).sendTo((content, ctx) => houses.addImage(parts(content), { ctx }))
      return reply.code(201).send(imageView(present(image, 'an image')))
    },
  )
}

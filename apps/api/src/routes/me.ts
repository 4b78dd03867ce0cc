import type { App, RouteDeps } from '../deps.ts'
import { reference } from '../schemas/common.ts'
import { problems, withBody } from '../schemas/problem.ts'
import { NewIdentity, Profile, User } from '../schemas/user.ts'
import { sessionOf } from '../session.ts'
import { userView } from '../views/user.ts'
import { signedIn } from './security.ts'

export function meRoutes(app: App, { clients: { users }, sessions }: RouteDeps): void {
  app.get(
    '/me',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'getMe',
        summary: 'My account',
        tags: ['account'],
        security: signedIn,
        response: { 200: reference(User), ...problems('NOT_SIGNED_IN') },
      },
    },
    // The session came with the account: there is nothing more to ask.
    async (request) => userView(sessionOf(request).user),
  )

  app.patch(
    '/me',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'updateMe',
        summary: 'Change what others see of me',
        description: 'They see it within five seconds.',
        tags: ['account'],
        security: signedIn,
        body: Profile,
        response: { 200: reference(User), ...problems(...withBody, 'INVALID_NAME', 'NOT_SIGNED_IN') },
      },
    },
    async (request) => {
      const { actor } = sessionOf(request)
      const { user } = await users.updateProfile({ actor, name: request.body.name }, { ctx: request.ctx })
      return userView(user)
    },
  )

  app.put(
    '/me/identity',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'verifyIdentity',
        summary: 'Have my identity verified',
        description: 'Needed to publish a house. The development provider verifies at once.',
        tags: ['account'],
        security: signedIn,
        body: NewIdentity,
        response: {
          200: reference(User),
          ...problems(...withBody, 'INVALID_NAME', 'NOT_SIGNED_IN', 'ALREADY_VERIFIED', 'BAD_ID_NUMBER'),
        },
      },
    },
    async (request) => {
      const { ctx, body } = request
      const { user } = await users.verifyIdentity({ ...body, actor: sessionOf(request).actor }, { ctx })
      return userView(user)
    },
  )
}

import type { App, RouteDeps } from '../deps.ts'
import { empty } from '../schemas/common.ts'
import { problems, withBody } from '../schemas/problem.ts'
import { Credentials, CurrentSession, SignedIn } from '../schemas/user.ts'
import { sessionOf } from '../session.ts'
import { userView } from '../views/user.ts'
import { anyone, signedIn } from './security.ts'

export function sessionRoutes(app: App, { clients: { users }, sessions }: RouteDeps): void {
  app.post(
    '/sessions',
    {
      schema: {
        operationId: 'signIn',
        summary: 'Sign in',
        description:
          'The token is returned, and set as a cookie. Whoever comes with the cookie of an older session ends that one. ' +
          'Ten failures in 15 minutes for each number.',
        tags: ['account'],
        security: anyone,
        body: Credentials,
        response: {
          201: SignedIn,
          ...problems(...withBody, 'WRONG_CREDENTIALS', 'TOO_MANY_REQUESTS'),
        },
      },
    },
    async (request, reply) => {
      const { token, user } = await users.signIn(request.body, { ctx: request.ctx })
      const answer = { token, user: userView(user) }
      await sessions.begin(request, reply, token)
      return reply.code(201).send(answer)
    },
  )

  app.get(
    '/session',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'getSession',
        summary: 'Who is signed in',
        description: 'To a browser it gives the cookie anew, so that it lasts as long as the session.',
        tags: ['account'],
        security: signedIn,
        response: { 200: CurrentSession, ...problems('NOT_SIGNED_IN') },
      },
    },
    async (request, reply) => {
      const { token, via, user } = sessionOf(request)
      if (via === 'cookie') sessions.setCookie(reply, token)
      return { user: userView(user) }
    },
  )

  app.delete(
    '/session',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'signOut',
        summary: 'Sign out',
        tags: ['account'],
        security: signedIn,
        response: {
          204: empty('The session is over'),
          ...problems(...withBody, 'NOT_SIGNED_IN'),
        },
      },
    },
    async (request, reply) => {
      const { token } = sessionOf(request)
      await users.signOut({ token }, { ctx: request.ctx })
      sessions.clearCookie(reply)
      return reply.code(204).send(undefined)
    },
  )
}

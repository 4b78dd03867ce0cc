import type { App, RouteDeps } from '../deps.ts'
import { empty } from '../schemas/common.ts'
import { problems, withBody } from '../schemas/problem.ts'
import { NewPassword, PasswordChange } from '../schemas/user.ts'
import { sessionOf } from '../session.ts'
import { anyone, signedIn } from './security.ts'

export function passwordRoutes(app: App, { clients: { users }, sessions }: RouteDeps): void {
  app.post(
    '/password-resets',
    {
      schema: {
        operationId: 'resetPassword',
        summary: 'Choose another password by a code sent to my mobile',
        description: 'All sessions of the account end.',
        tags: ['account'],
        security: anyone,
        body: NewPassword,
        response: {
          204: empty('The password is changed'),
          ...problems(
            ...withBody,
            'INVALID_MOBILE',
            'INVALID_PASSWORD',
            'NOT_FOUND',
            'WEAK_PASSWORD',
            'WRONG_CODE',
            'TOO_MANY_REQUESTS',
          ),
        },
      },
    },
    async ({ ctx, body }, reply) => {
      await users.resetPassword(body, { ctx })
      return reply.code(204).send(undefined)
    },
  )

  app.put(
    '/me/password',
    {
      onRequest: sessions.require,
      schema: {
        operationId: 'changePassword',
        summary: 'Change my password',
        description:
          'My other sessions end. This one goes on: a browser is given a new token in its cookie, and a token that came ' +
          'in the header stays as it is.',
        tags: ['account'],
        security: signedIn,
        body: PasswordChange,
        response: {
          204: empty('The password is changed'),
          ...problems(
            ...withBody,
            'INVALID_PASSWORD',
            'NOT_SIGNED_IN',
            'WEAK_PASSWORD',
            'WRONG_PASSWORD',
            'TOO_MANY_REQUESTS',
          ),
        },
      },
    },
    async (request, reply) => {
      const { actor, token, via } = sessionOf(request)
      const rotate = via === 'cookie'
      const changed = await users.changePassword({ ...request.body, actor, token, rotate }, { ctx: request.ctx })
      if (rotate) sessions.setCookie(reply, changed.token)
      return reply.code(204).send(undefined)
    },
  )
}

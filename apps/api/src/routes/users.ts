import type { App, RouteDeps } from '../deps.ts'
import { limits } from '../limits.ts'
import { problems, withBody } from '../schemas/problem.ts'
import { NewUser, SignedIn } from '../schemas/user.ts'
import { userView } from '../views/user.ts'
import { anyone } from './security.ts'

export function userRoutes(app: App, { clients: { users }, sessions }: RouteDeps): void {
  app.post(
    '/users',
    {
      config: { rateLimit: limits.registration },
      schema: {
        operationId: 'register',
        summary: 'Open an account',
        description: 'Signs in: the token is returned, and set as a cookie.',
        tags: ['account'],
        security: anyone,
        body: NewUser,
        response: {
          201: SignedIn,
          ...problems(
            ...withBody,
            'INVALID_MOBILE',
            'INVALID_NAME',
            'INVALID_PASSWORD',
            'MOBILE_TAKEN',
            'WEAK_PASSWORD',
            'WRONG_CODE',
            'TOO_MANY_REQUESTS',
          ),
        },
      },
    },
    async (request, reply) => {
      const { token, user } = await users.register(request.body, { ctx: request.ctx })
      const answer = { token, user: userView(user) }
      await sessions.begin(request, reply, token)
      return reply.code(201).send(answer)
    },
  )
}

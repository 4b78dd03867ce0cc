import type { App, RouteDeps } from '../deps.ts'
import { limits } from '../limits.ts'
import { Nothing } from '../schemas/common.ts'
import { problems, withBody } from '../schemas/problem.ts'
import { Captcha } from '../schemas/user.ts'
import { emptyBody } from './empty.ts'
import { anyone } from './security.ts'

export function captchaRoutes(app: App, { clients: { users } }: RouteDeps): void {
  app.post(
    '/captchas',
    {
      config: { rateLimit: limits.captcha },
      preValidation: emptyBody,
      schema: {
        operationId: 'createCaptcha',
        summary: 'A picture with characters that a person can read',
        description: 'Good for five minutes and one try.',
        tags: ['account'],
        security: anyone,
        body: Nothing,
        response: { 201: Captcha, ...problems(...withBody, 'TOO_MANY_REQUESTS') },
      },
    },
    async ({ ctx }, reply) => {
      const { id, image } = await users.createCaptcha({}, { ctx })
      return reply.code(201).send({ id, image })
    },
  )
}

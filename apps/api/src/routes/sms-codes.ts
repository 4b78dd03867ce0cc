import type { App, RouteDeps } from '../deps.ts'
import { empty } from '../schemas/common.ts'
import { problems, withBody } from '../schemas/problem.ts'
import { NewSmsCode } from '../schemas/user.ts'
import { anyone } from './security.ts'

export function smsCodeRoutes(app: App, { clients: { users } }: RouteDeps): void {
  app.post(
    '/sms-codes',
    {
      schema: {
        operationId: 'sendSmsCode',
        summary: 'Send a code to a mobile number',
        description: 'Uses the captcha up, right or wrong. One a minute and ten a day to each number.',
        tags: ['account'],
        security: anyone,
        body: NewSmsCode,
        response: {
          202: empty('The code is on its way'),
          ...problems(...withBody, 'INVALID_MOBILE', 'WRONG_CAPTCHA', 'TOO_MANY_REQUESTS'),
        },
      },
    },
    async ({ ctx, body }, reply) => {
      await users.sendSmsCode(body, { ctx })
      return reply.code(202).send(undefined)
    },
  )
}

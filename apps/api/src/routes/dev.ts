import type { App, RouteDeps } from '../deps.ts'
import { IdParams } from '../schemas/common.ts'
import { CaptchaAnswer, Messages, MessagesQuery } from '../schemas/dev.ts'
import { problems } from '../schemas/problem.ts'
import { momentView } from '../views/common.ts'

/** What the development providers did. Not there in production. */
export function devRoutes(app: App, { clients: { development } }: RouteDeps): void {
  app.get(
    '/dev/messages',
    {
      schema: {
        operationId: 'listMessages',
        summary: 'Text messages that were "sent"',
        tags: ['development'],
        querystring: MessagesQuery,
        response: { 200: Messages, ...problems('BAD_INPUT', 'NOT_FOUND') },
      },
    },
    async ({ ctx, query: { to = '' } }) => {
      const { items } = await development.listMessages({ to }, { ctx })
      return { items: items.map((each) => ({ to: each.to, text: each.text, at: momentView(each.atMs) })) }
    },
  )

  app.get(
    '/dev/captchas/:id',
    {
      schema: {
        operationId: 'getCaptcha',
        summary: 'What a captcha shows',
        tags: ['development'],
        params: IdParams,
        response: { 200: CaptchaAnswer, ...problems('BAD_INPUT', 'NOT_FOUND') },
      },
    },
    async ({ ctx, params: { id } }) => {
      const { answer } = await development.getCaptcha({ id }, { ctx })
      return { answer }
    },
  )
}

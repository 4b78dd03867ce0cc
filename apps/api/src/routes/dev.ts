import { MicroError } from '@micro/core'
import type { App, RouteDeps } from '../deps.ts'
import { Problem } from '../problem.ts'
import { IdParams } from '../schemas/common.ts'
import { CaptchaAnswer, Messages, MessagesQuery } from '../schemas/dev.ts'
import { problems, withId } from '../schemas/problem.ts'
import { momentView } from '../views/common.ts'
import { anyone } from './security.ts'

/** With a real provider the user service has no such endpoints, and neither has the gateway. */
async function ifThere<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (error instanceof MicroError && error.code === 501) throw new Problem('NOT_FOUND', undefined, { cause: error })
    throw error
  }
}

/** What the development providers did. Not there in production. */
export function devRoutes(app: App, { clients: { development } }: RouteDeps): void {
  app.get(
    '/dev/messages',
    {
      schema: {
        operationId: 'listMessages',
        summary: 'Text messages that were "sent"',
        tags: ['development'],
        security: anyone,
        querystring: MessagesQuery,
        response: { 200: Messages, ...problems('NOT_FOUND') },
      },
    },
    async ({ ctx, query: { to = '' } }) => {
      const { items } = await ifThere(development.listMessages({ to }, { ctx }))
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
        security: anyone,
        params: IdParams,
        response: { 200: CaptchaAnswer, ...problems(...withId) },
      },
    },
    async ({ ctx, params: { id } }) => {
      const { answer } = await ifThere(development.getCaptcha({ id }, { ctx }))
      return { answer }
    },
  )
}

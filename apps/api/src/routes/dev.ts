import { MicroError } from '@micro/core'
import type { App, RouteDeps } from '../deps.ts'
import { Problem } from '../problem.ts'
import { IdParams } from '../schemas/common.ts'
import { CaptchaAnswer, ClockMove, ClockTime, Messages, MessagesQuery } from '../schemas/dev.ts'
import { problems, withBody, withId } from '../schemas/problem.ts'
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

/** What the development providers did, and the time that developers move. Not there in production. */
export function devRoutes(app: App, { clients: { development, clocks }, clock }: RouteDeps): void {
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

  app.post(
    '/dev/clock',
    {
      schema: {
        operationId: 'moveClock',
        summary: 'Move the time ahead by which stays begin and offers expire',
        description:
          'In all services and their instances, also those that start later. Sessions and limits go by real time.',
        tags: ['development'],
        security: anyone,
        body: ClockMove,
        response: { 200: ClockTime, ...problems(...withBody, 'NOT_FOUND') },
      },
    },
    async ({ ctx, body: { advanceSeconds } }) => {
      const [leader, ...others] = clocks
      if (leader === undefined) throw new Problem('NOT_FOUND')
      // One says how far ahead it is, and the others follow: so they agree, whatever became of a move before.
      const { offsetMs } = await ifThere(leader.advance({ milliseconds: advanceSeconds * 1000 }, { ctx }))
      await Promise.all(others.map((each) => each.moveTo({ offsetMs }, { ctx })))
      return { now: momentView(clock.time() + offsetMs) }
    },
  )
}

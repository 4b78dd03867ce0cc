import type { DevelopmentServiceHandler } from '@renting/contracts/user/v1'
import { Refusal } from '@renting/platform/values'
import type { DevelopmentSms } from '../providers/development.ts'
import type { Dependencies } from './dependencies.ts'

export interface DevelopmentDependencies extends Pick<Dependencies, 'store' | 'clock'> {
  readonly sms: Pick<DevelopmentSms, 'sent'>
}

/** What the development providers did. Not to be served in production. */
export function developmentService({ store, sms, clock }: DevelopmentDependencies): DevelopmentServiceHandler {
  return {
    async listMessages({ to }) {
      const messages = await sms.sent(to || undefined)
      return { items: messages.map(({ at, ...message }) => ({ ...message, atMs: at })) }
    },
    async getCaptcha({ id }) {
      const captcha = await store.captcha(id)
      if (captcha === undefined || captcha.expiresAt <= clock.time()) {
        throw new Refusal('not-found', 'NOT_FOUND', 'no such captcha')
      }
      return { answer: captcha.answer }
    },
  }
}

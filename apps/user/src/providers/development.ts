import type { Clock } from '@micro/core'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { IdentityProvider, SentMessage, SmsProvider } from '../domain/providers.ts'

/** Sends nothing and keeps everything: in the database, so that any instance can show it. */
export class DevelopmentSms implements SmsProvider {
  readonly #messages: PrismaClient['sentMessage']
  readonly #clock: Pick<Clock, 'time'>

  constructor(client: Pick<PrismaClient, 'sentMessage'>, clock: Pick<Clock, 'time'>) {
    this.#messages = client.sentMessage
    this.#clock = clock
  }

  async send(to: string, text: string): Promise<void> {
    await this.#messages.create({ data: { recipient: to, text, at: new Date(this.#clock.time()) } })
  }

  /** The last hundred, oldest first. @param to a mobile; none: all */
  async sent(to?: string): Promise<readonly SentMessage[]> {
    const rows = await this.#messages.findMany({ where: { recipient: to }, orderBy: { id: 'desc' }, take: 100 })
    return rows.reverse().map(({ recipient, text, at }) => ({ to: recipient, text, at: at.getTime() }))
  }
}

/** Believes everybody whose number adds up. */
export const developmentIdentity: IdentityProvider = {
  check: () => Promise.resolve('VERIFIED'),
}

import type { Clock } from '@micro/core'
import type { PrismaClient } from '../../gen/prisma/client.ts'
import type { PaymentStatus } from '../domain/payment.ts'
import type { PaymentOrder, PaymentProvider } from '../domain/providers.ts'

/** How it answers: as each method does, or always in one way. */
export type Manner = 'prompt' | 'slow' | 'failing'

export interface DevelopmentPaymentsOptions {
  readonly manner: Manner
  /** Real time. */
  readonly clock: Pick<Clock, 'time'>
  /** Milliseconds that a slow payment takes. @default 3000 */
  readonly delay?: number
}

/**
 * Takes nobody's money: a card succeeds at once, Alipay and WeChat after some seconds. What it was asked for stands in the
 * database, as with a real provider it would stand elsewhere: no crash here changes it.
 */
export class DevelopmentPayments implements PaymentProvider {
  readonly #taken: PrismaClient['developmentPayment']
  readonly #options: DevelopmentPaymentsOptions

  constructor(client: Pick<PrismaClient, 'developmentPayment'>, options: DevelopmentPaymentsOptions) {
    this.#taken = client.developmentPayment
    this.#options = options
  }

  async pay({ paymentId: id, method }: PaymentOrder): Promise<PaymentStatus> {
    const { manner, clock, delay = 3_000 } = this.#options
    const slow = manner === 'slow' || (manner === 'prompt' && method !== 'CARD')
    const outcome = manner === 'failing' ? 'FAILED' : 'SUCCEEDED'
    const readyAt = new Date(clock.time() + (slow ? delay : 0))
    await this.#taken.createMany({ data: { id, outcome, readyAt }, skipDuplicates: true })
    return (await this.status(id))!
  }

  async status(id: string): Promise<PaymentStatus | undefined> {
    const row = await this.#taken.findUnique({ where: { id } })
    if (row === null) return undefined
    // The column allows no other values.
    return row.readyAt.getTime() <= this.#options.clock.time() ? (row.outcome as PaymentStatus) : 'PENDING'
  }
}

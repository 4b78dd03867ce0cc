import type { Money } from '@renting/platform/values'
import type { PaymentMethod, PaymentStatus } from './payment.ts'

export interface PaymentOrder {
  /** Asked twice for one id, the provider takes the money once and says how that one stands. */
  readonly paymentId: string
  readonly amount: Money
  readonly method: PaymentMethod
}

/** Takes money from tenants. */
export interface PaymentProvider {
  pay(payment: PaymentOrder): Promise<PaymentStatus>
  /** @returns undefined when it was never asked to take it */
  status(paymentId: string): Promise<PaymentStatus | undefined>
}

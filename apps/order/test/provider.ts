import type { PaymentStatus } from '../src/domain/payment.ts'
import type { PaymentOrder, PaymentProvider } from '../src/domain/providers.ts'

/** A provider that says what a test wants it to say. */
export class ScriptedPayments implements PaymentProvider {
  /** How a payment that it has not been asked for before stands from then on. */
  next: PaymentStatus = 'SUCCEEDED'
  /** What it was asked to take, in order; each once. */
  readonly taken: PaymentOrder[] = []
  readonly #stands = new Map<string, PaymentStatus>()

  pay(payment: PaymentOrder): Promise<PaymentStatus> {
    if (!this.#stands.has(payment.paymentId)) {
      this.taken.push(payment)
      this.#stands.set(payment.paymentId, this.next)
    }
    return Promise.resolve(this.#stands.get(payment.paymentId)!)
  }

  status(id: string): Promise<PaymentStatus | undefined> {
    return Promise.resolve(this.#stands.get(id))
  }

  /** Ends all that is pending. */
  endAll(outcome: PaymentStatus): void {
    for (const [id, stands] of this.#stands) if (stands === 'PENDING') this.end(id, outcome)
  }

  /** Ends what is pending. */
  end(id: string, outcome: PaymentStatus): void {
    this.#stands.set(id, outcome)
  }
}

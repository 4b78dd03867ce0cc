import type { BrokerHandler, BrokerMessage, Delivery } from '../broker.ts'
import type { Clock, Timer } from '../clock.ts'
import { errors } from '../errors.ts'

/** How an attempt ended: handled, or failed with this text. */
export type Settlement = { readonly ok: true } | { readonly ok: false; readonly error: string }

export interface HandlingOptions {
  readonly topic: string
  readonly message: BrokerMessage
  readonly attempt: number
  readonly handler: BrokerHandler
  readonly autoAck: boolean
  /** As the subscriber asked. */
  readonly ackTimeout: number
  /** Milliseconds that the message is held for this handler from now on; what of `ackTimeout` is left. */
  readonly held: number
  readonly clock: Clock
  /** Tells the broker, once. Resolves when it knows. */
  settle(settlement: Settlement): Promise<void>
  /** Called once, when the message is settled and the handler has ended, or the message is lost to it. */
  finished(): void
}

/** Characters kept of a failure's text. */
const textLimit = 2000

/** One attempt at one message: runs the handler and settles the message once, by whatever comes first. */
export class Handling implements Delivery {
  readonly topic: string
  readonly message: BrokerMessage
  readonly attempt: number
  readonly #options: HandlingOptions
  readonly #timer: Timer
  #settled: Promise<void> | undefined
  #ok = false
  #running = true
  #told = false
  #finished = false
  #lost: Error | undefined
  #controller: AbortController | undefined

  constructor(options: HandlingOptions) {
    this.topic = options.topic
    this.message = options.message
    this.attempt = options.attempt
    this.#options = options
    this.#timer = options.clock.after(options.held, () => this.#expire())
    void this.#run()
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#lost !== undefined) this.#controller.abort(this.#lost)
    return this.#controller.signal
  }

  ack(): Promise<void> {
    if (this.#lost === undefined && (this.#settled === undefined || this.#ok)) return this.#settle({ ok: true })
    const detail = `message ${this.message.id} is no longer held`
    return Promise.reject(errors.conflict('micro.broker', detail, { reason: 'NOT_HELD', domain: 'micro.broker' }))
  }

  /** The broker has given the message to somebody else, or may have. */
  lose(reason: Error): void {
    if (this.#settled !== undefined) return
    this.#timer.cancel()
    this.#settled = Promise.resolve()
    this.#told = true
    this.#abort(reason)
  }

  async #run(): Promise<void> {
    let settlement: Settlement | undefined
    try {
      await this.#options.handler(this)
      if (this.#options.autoAck) settlement = { ok: true }
    } catch (error) {
      settlement = { ok: false, error: failureText(error) }
    }
    this.#running = false
    if (settlement === undefined) this.#finish()
    else void this.#settle(settlement)
  }

  #settle(settlement: Settlement): Promise<void> {
    if (this.#settled !== undefined) {
      this.#finish()
      return this.#settled
    }
    this.#timer.cancel()
    this.#ok = settlement.ok
    this.#settled = this.#options.settle(settlement)
    // Whoever called `ack` hears of a failure; to all others it is a message that comes again.
    const told = () => {
      this.#told = true
      this.#finish()
    }
    this.#settled.then(told, told)
    return this.#settled
  }

  #expire(): void {
    const { ackTimeout } = this.#options
    const reason = errors.timeout('micro.broker', `not acknowledged within ${ackTimeout} ms`, { stack: false })
    void this.#settle({ ok: false, error: reason.detail })
    this.#abort(reason)
  }

  #abort(reason: Error): void {
    this.#lost = reason
    this.#controller?.abort(reason)
    this.#finish()
  }

  /** Over, once the broker knows how it went and the handler has ended or was told to. */
  #finish(): void {
    if (this.#finished || !this.#told || (this.#running && this.#lost === undefined)) return
    this.#finished = true
    this.#options.finished()
  }
}

/** What is kept of a failure, to be read by people who look at dead letters. */
export function failureText(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return text.slice(0, textLimit)
}

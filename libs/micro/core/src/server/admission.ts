import type { Clock, Timer } from '../clock.ts'
import { errors, type MicroError } from '../errors.ts'

export interface AdmissionOptions {
  /** Calls handled at once; more are refused. @default 4096 */
  readonly maxCalls?: number
  /**
   * Milliseconds the event loop may lag, at each of two looks in a row, before new calls are refused. Work that comes
   * in later than that is mostly work whose caller has given up. @default 1000
   */
  readonly maxLag?: number
}

/** Milliseconds between two looks at the event loop. */
const period = 250

/** Decides, before anything is spent on a call, whether this server can take it. */
export class Admission {
  readonly #service: string
  readonly #clock: Clock
  readonly #maxCalls: number
  readonly #maxLag: number
  #calls = 0
  #lagging = 0
  #expected = 0
  #timer: Timer | undefined

  constructor(service: string, clock: Clock, { maxCalls = 4096, maxLag = 1000 }: AdmissionOptions = {}) {
    this.#service = service
    this.#clock = clock
    this.#maxCalls = maxCalls
    this.#maxLag = maxLag
  }

  /** Calls being handled. */
  get calls(): number {
    return this.#calls
  }

  start(): void {
    this.#expected = this.#clock.now() + period
    this.#timer = this.#clock.every(period, () => this.#look())
  }

  stop(): void {
    this.#timer?.cancel()
  }

  /** Why a call is not taken, or undefined when it is. Such a call may be tried elsewhere at once. */
  refuse(): MicroError | undefined {
    if (this.#calls < this.#maxCalls && this.#lagging < 2) return undefined
    const why = this.#lagging < 2 ? `${this.#calls} calls under way` : 'event loop lags'
    return errors.unavailable(this.#service, `overloaded: ${why}`, {
      reason: 'OVERLOADED',
      domain: 'micro',
      unprocessed: true,
      stack: false,
    })
  }

  enter(): void {
    this.#calls++
  }

  leave(): void {
    this.#calls--
  }

  #look(): void {
    const now = this.#clock.now()
    this.#lagging = now - this.#expected > this.#maxLag ? this.#lagging + 1 : 0
    this.#expected = now + period
  }
}

/**
 * How many calls may be repeated: a share of the calls that succeed, so that retries can't multiply the load on a
 * service that is failing because of load. A token bucket, as in gRPC's retry throttling (gRFC A6).
 */
export class RetryBudget {
  readonly #perSuccess: number
  readonly #max: number
  #tokens: number

  /** @param ratio repeated calls per successful one, @param burst repeated calls before any success counts */
  constructor(ratio = 0.1, burst = 10) {
    this.#perSuccess = ratio
    this.#max = burst
    this.#tokens = burst
  }

  success(): void {
    if (this.#tokens < this.#max) this.#tokens = Math.min(this.#max, this.#tokens + this.#perSuccess)
  }

  /** Takes one retry out; false when there is none. */
  take(): boolean {
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}

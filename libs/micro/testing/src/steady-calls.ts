import { expect, vi } from 'vitest'

/** One call after the other, all the time, while something happens. A call that fails fails the test. */
export class SteadyCalls {
  readonly #done: Promise<void>
  #count = 0
  #running = true

  constructor(call: () => Promise<void>) {
    this.#done = this.#run(call)
    this.#done.catch(() => {})
  }

  /** Resolves when some more have been answered. */
  async more(): Promise<void> {
    const before = this.#count
    const answered = vi.waitFor(() => expect(this.#count).toBeGreaterThan(before + 20), 20_000)
    await Promise.race([answered, this.#done.then(() => answered)])
  }

  /** @throws what a call threw */
  async stop(): Promise<void> {
    this.#running = false
    await this.#done
  }

  async #run(call: () => Promise<void>): Promise<void> {
    while (this.#running) {
      await call()
      this.#count++
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
}

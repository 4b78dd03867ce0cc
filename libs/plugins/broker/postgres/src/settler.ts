import { type Clock, sleep } from '@micro/core'
import { Batcher } from './batcher.ts'
import type { Ending, Statements } from './statements.ts'

export interface SettlerOptions {
  readonly statements: Statements
  readonly clock: Clock
  /** Called with the queues in which a further message may be taken now. */
  released(queues: ReadonlySet<number>): void
}

/** Milliseconds between attempts while the database is not there. */
const pause = 100

/**
 * Writes how leases end, those of one moment in one statement. While the database is not there it tries again until the
 * lease is over anyway: what a handler has done should not be done twice for that.
 */
export class Settler {
  readonly #options: SettlerOptions
  readonly #batcher: Batcher<Ending>
  readonly #closing = new AbortController()

  constructor(options: SettlerOptions) {
    this.#options = options
    this.#batcher = new Batcher({
      items: 1000,
      bytes: 1024 * 1024,
      size: ({ error }) => error?.length ?? 0,
      run: async (batch) => options.released(await options.statements.settle(batch)),
    })
  }

  /**
   * @param until when the lease is over, on the clock's scale
   * @throws MicroError 503 when it could not be written until then; the message will come again
   */
  async settle(ending: Ending, until: number): Promise<void> {
    const { clock } = this.#options
    for (;;) {
      try {
        return await this.#batcher.add(ending)
      } catch (error) {
        if (this.#closing.signal.aborted || clock.now() + pause >= until) throw error
        await sleep(clock, pause, this.#closing.signal)
      }
    }
  }

  /** From now on a failure is final. */
  close(): void {
    this.#closing.abort()
  }
}

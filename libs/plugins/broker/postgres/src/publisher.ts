import { errors } from '@micro/core'
import { Batcher } from './batcher.ts'
import type { PostgresSettings } from './settings.ts'
import type { Outgoing, Statements } from './statements.ts'

/** Writes messages, those of one moment in one transaction. */
export class Publisher {
  readonly #batcher: Batcher<Outgoing>
  readonly #maxPending: number

  constructor(statements: Statements, settings: PostgresSettings) {
    this.#maxPending = settings.maxPending
    this.#batcher = new Batcher({
      items: 500,
      bytes: 4 * 1024 * 1024,
      size: ({ message }) => message.body.length,
      run: (batch) => statements.publish(batch),
    })
  }

  /**
   * Resolves once the message is committed.
   * @throws MicroError 429 when too many wait, 499 when `signal` aborted (before it is under way nothing is written), 503
   */
  publish(outgoing: Outgoing, signal?: AbortSignal): Promise<void> {
    const { waiting } = this.#batcher
    if (waiting >= this.#maxPending) {
      const full = errors.tooManyRequests('micro.broker', `${waiting} messages wait to be written`, {
        reason: 'QUEUE_FULL',
        domain: 'micro.broker',
        stack: false,
      })
      return Promise.reject(full)
    }
    const written = this.#batcher.add(outgoing)
    if (signal === undefined) return written
    return new Promise((resolve, reject) => {
      const give = () => {
        this.#batcher.remove(outgoing)
        reject(errors.canceled('micro.broker', 'the caller gave up', { cause: signal.reason }))
      }
      signal.addEventListener('abort', give, { once: true })
      written.then(resolve, reject).finally(() => signal.removeEventListener('abort', give))
    })
  }

  /** Resolves when all that was published is written. */
  idle(): Promise<void> {
    return this.#batcher.idle()
  }
}

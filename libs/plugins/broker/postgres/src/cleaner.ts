import type { PostgresSettings } from './settings.ts'
import type { Statements } from './statements.ts'

/** Messages looked at by one statement. */
const window = 5000
/** Statements of one clean-up at most: the rest is for the next. */
const rounds = 200

/** Deletes what nobody needs any more. Of several processes one does it. */
export class Cleaner {
  readonly #statements: Statements
  readonly #settings: PostgresSettings
  #running: Promise<void> | undefined
  #closed = false

  constructor(statements: Statements, settings: PostgresSettings) {
    this.#statements = statements
    this.#settings = settings
  }

  /** One clean-up, or the one that is under way. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Ends the one that is under way. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#running?.catch(() => {})
  }

  async #run(): Promise<void> {
    await this.#statements.cleanDeadLetters(this.#settings.deadLetterRetention)
    let next: string | null = '0'
    for (let round = 0; round < rounds && next !== null && !this.#closed; round++) {
      next = await this.#statements.clean(next, window, this.#settings.retention)
    }
  }
}
